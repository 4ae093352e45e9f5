"""What the documentation shows of the program's output, written anew: `python -m tests.make_shown`.

The gap report in `docs/` and the head of a console output in both READMEs.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from checker import rulebook
from checker.identity import Told
from checker.run import Checker
from checker.writers import markdown
from checker.writers import text as console

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 3, 1)
READMES = ("README.md", "README.zh-CN.md")
GAP_REPORT = "差-湖城市文化和旅游局-2022"
HEAD_OF = "reports/差-石桥镇人民政府-2024.docx"
LINES = 9
_SHOWN = re.compile(r"(?<=```\n)reports/.*?(?=```)", re.DOTALL)


def gap_report() -> str:
    name = f"reports/{GAP_REPORT}.md"
    run = Checker(rulebook.load(), Told(), AS_OF).run([str(ROOT / name)])
    return markdown.render(run).decode().replace(str(ROOT / name), name)


def head() -> str:
    run = Checker(rulebook.load(), Told(), AS_OF).run([str(ROOT / HEAD_OF)])
    written = console.render(run, colour=False).decode().replace(str(ROOT / HEAD_OF), HEAD_OF)
    return "".join(written.splitlines(keepends=True)[:LINES])


def shown(readme: str) -> str:
    """What a README shows of the console."""
    (found,) = _SHOWN.findall((ROOT / readme).read_text(encoding="utf-8"))
    return str(found)


def main() -> None:
    (ROOT / "docs" / f"示例-{GAP_REPORT}.md").write_text(gap_report(), encoding="utf-8")
    for name in READMES:
        page = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(_SHOWN.sub(lambda _: head(), page), encoding="utf-8")


if __name__ == "__main__":
    main()
