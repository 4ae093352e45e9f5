"""How fast documents are scanned and judged, on one core, with all rules.

    python benchmarks/throughput.py FOLDER [--copies 50]

FOLDER holds text files (`texts/*.txt` or `*.txt`), each taken `copies` times. Printed: the automaton beside a loop of
`re` over the same wordings (with the same hits, which is checked), `rg -F -f` on the same wordings where ripgrep is
installed, and scanning with judging per 4,000 characters.
"""

from __future__ import annotations

import argparse
import gc
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from checker import text
from checker.audit import findings
from checker.defects import Case, defects
from checker.identity import Told, identity
from checker.matching import Matcher
from checker.model import Document, Identity, Kind
from checker.outline import outline
from checker.readers import read
from checker.rulebook import load

UNIT = 4000


def best(action: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return min(found)


def by_loop(expressions: list[re.Pattern[str]], normal: str) -> int:
    return sum(1 for one in expressions for _ in one.finditer(normal))


def judged(documents: Sequence[Document], identities: Sequence[Identity], matcher: Matcher) -> None:
    """What is found is let go at once, as a run over many files does."""
    for document, who in zip(documents, identities, strict=True):
        findings(document, who, matcher)


def with_ripgrep(wordings: tuple[str, ...], texts: list[str]) -> float | None:
    program = shutil.which("rg")
    if not program:
        return None
    with tempfile.TemporaryDirectory() as folder:
        words, body = Path(folder) / "words", Path(folder) / "body"
        words.write_text("\n".join(wordings) + "\n", encoding="utf-8")
        body.write_text("\n".join(texts), encoding="utf-8")
        command = [program, "-F", "-f", str(words), "-c", "-j", "1", str(body)]
        return best(lambda: subprocess.run(command, capture_output=True, check=False))


def main() -> None:
    gc.disable()  # as the program itself does
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=50)
    options = parser.parse_args()
    paths = sorted((options.folder / "texts").glob("*.txt")) or sorted(options.folder.glob("*.txt"))
    rules = load()
    matcher = Matcher(rules.items, rules.specific)
    readings = [read(path.read_bytes(), path.name) for path in paths]
    documents = [outline(one) for one in readings] * options.copies
    identities = [identity(one, Told(None, Kind.DEPARTMENT, 2023)) for one in documents]
    bodies = ["\n".join(text.normal(one.text) for one in document.sentences) for document in documents]
    characters = sum(map(len, bodies))
    # overlapping hits of one wording are counted by the automaton; a lookahead makes the loop count them too
    expressions = [re.compile(f"(?={re.escape(word)})") for word in matcher.wordings]
    few = bodies[: len(paths)]
    assert sum(len(matcher.scan(one)) for one in few) == sum(by_loop(expressions, one) for one in few)

    scan = best(lambda: [matcher.scan(one) for one in bodies])
    plain = [re.compile(re.escape(word)) for word in matcher.wordings]
    loop = best(lambda: [by_loop(plain, one) for one in few], 1) * options.copies
    ripgrep = with_ripgrep(matcher.wordings, bodies)
    judge = best(lambda: judged(documents, identities, matcher), 7)
    whole = best(lambda: [outline(one) for one in readings]) * options.copies
    day = date(2025, 1, 1)
    check = best(
        lambda: [defects(Case(one, who, day, rules.tables)) for one, who in zip(documents, identities, strict=True)], 1
    )

    per_unit = 1000 * UNIT / characters
    print(
        f"{len(documents)} documents, {characters} characters, {len(matcher.wordings)} wordings, {len(rules.items)} items"
    )
    print(f"scan alone            {scan * per_unit:8.3f} ms per {UNIT} characters")
    print(f"loop of re            {loop * per_unit:8.3f} ms  {loop / scan:6.1f} × the scan")
    if ripgrep is not None:
        print(f"rg -F -f              {ripgrep * per_unit:8.3f} ms  {ripgrep / scan:6.1f} × the scan")
    print(f"scan and judge        {judge * per_unit:8.3f} ms")
    print(f"outline               {whole * per_unit:8.3f} ms")
    print(f"text checks           {check * per_unit:8.3f} ms")


if __name__ == "__main__":
    main()
