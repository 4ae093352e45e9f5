"""The page in a real browser: it sorts, filters and drills down, without an error and without a request."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.batches import audit, batch, report

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="not installed: chromium")

WATCH = """<script>
window.said = []; addEventListener("error", (event) => said.push(String(event.message)));
addEventListener("securitypolicyviolation", (event) => said.push("policy: " + event.violatedDirective));
console.error = console.warn = (...all) => said.push(all.join(" "));
</script>"""
ACT = """<script>
const $ = (all) => document.querySelector(all), $$ = (all) => [...document.querySelectorAll(all)];
const names = () => $$("#ranks tbody tr").map((row) => row.cells[1].textContent);
const key = (name) => $("#map").dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
const change = (id, value) => { $(id).value = value; $(id).dispatchEvent(new Event("change")); };
const found = {};
found.all = names();
$$("#ranks th button")[4].click(); found.byScore = $$("#ranks tbody tr").map((row) => row.cells[4].textContent);
$$("#ranks th button")[4].click(); found.byScoreUp = $$("#ranks tbody tr").map((row) => row.cells[4].textContent);
found.sorted = $("#ranks th[aria-sort]").textContent;
change("#kind", "乡镇街道"); found.towns = names();
change("#kind", ""); change("#state", "note"); found.noted = names(); $("#clear").click(); found.cleared = names().length;
$("#ranks tbody .link").click(); found.open = $("#detail").open; found.head = $("#detail-head").textContent;
found.quotes = $$("#detail blockquote").map((one) => one.textContent); found.focus = document.activeElement.id;
$("#detail").close();
$("#map").focus(); key("ArrowDown"); key("ArrowRight"); found.cell = $("#cell").textContent; found.here = $$("#map .here").length;
key("Enter"); found.marked = $$("#detail .marked").length; found.byKey = $("#detail-head").textContent; $("#detail").close();
found.cells = $$("#map-body .row").length; found.html = document.body.querySelectorAll("img, iframe, b b").length;
$("#search").value = "财政"; $("#search").dispatchEvent(new Event("input"));
setTimeout(() => {
  found.searched = names(); found.count = $("#count").textContent;
  found.requests = performance.getEntriesByType("resource").map((one) => one.name); found.said = said;
  const out = document.createElement("pre"); out.id = "found"; out.textContent = JSON.stringify(found); document.body.append(out);
}, 400);
</script>"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    base = tmp_path_factory.mktemp("page")
    names = ["云河县财政局", "云河县水利局", "下太镇人民政府", "<img src=x onerror=alert(1)>局", "云河县</script>局"]
    reports = {
        f"{number}.md": f"---\nagency: '{name}'\n{'kind: 部门' if '<' in name else ''}\n---\n\n"
        + report("云河县某局", number=number + 1, extra="公平竞争审查12件。" * number)
        for number, name in enumerate(names)
    }
    reports["旧.md"] = reports["0.md"].replace("2025年1月", "2025年0月")
    batch(base / "in", reports)  # type: ignore[arg-type]
    audit(base / "in", base / "out")
    page = (base / "out" / "overview.html").read_text(encoding="utf-8")
    page = page.replace("<title>", WATCH + "<title>", 1).replace("</body>", ACT + "</body>")
    (base / "page.html").write_text(page, encoding="utf-8")
    return acted(base / "page.html")


def acted(page: Path) -> dict[str, Any]:
    assert BROWSER is not None
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=5000",
        "--dump-dom",
        page.as_uri(),
    ]
    dom = subprocess.run(command, capture_output=True, check=False, timeout=120).stdout.decode()
    match = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert match, dom[-500:]
    result: dict[str, Any] = json.loads(html.unescape(match.group(1)))
    return result


def test_there_is_no_error_and_no_request(seen: dict[str, Any]) -> None:
    assert seen["said"] == []
    assert seen["requests"] == []


def test_names_of_documents_are_only_text(seen: dict[str, Any]) -> None:
    assert "<img src=x onerror=alert(1)>局" in seen["all"]
    assert "云河县</script>局" in seen["all"]
    assert seen["html"] == 0


def test_the_ranking_sorts_by_a_column_both_ways(seen: dict[str, Any]) -> None:
    assert seen["byScore"] == sorted(seen["byScore"], key=float, reverse=True)
    assert seen["byScoreUp"] == sorted(seen["byScoreUp"], key=float)
    assert seen["sorted"] == "得分"


def test_the_ranking_is_filtered_and_searched(seen: dict[str, Any]) -> None:
    assert seen["towns"] == ["下太镇人民政府"]
    assert seen["cleared"] == len(seen["all"]) == 5
    assert seen["searched"] == ["云河县财政局"]
    assert seen["noted"] == ["云河县财政局"]
    assert seen["count"] == "1 / 5 个单位"


def test_an_agency_opens_with_its_quotes(seen: dict[str, Any]) -> None:
    assert seen["open"] is True
    assert seen["head"] in seen["all"]
    assert any("聘请" in quote and "第" in quote for quote in seen["quotes"])
    assert seen["focus"] == "close"


def test_the_heat_map_is_used_by_keyboard(seen: dict[str, Any]) -> None:
    assert "：" in seen["cell"]
    assert seen["here"] == 1
    assert seen["cells"] == 5
    assert seen["marked"] == 1
    assert seen["byKey"] in seen["all"]


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_mark_of_the_heat_map_has_enough_contrast() -> None:
    style = (Path(__file__).parents[1] / "checker" / "writers" / "overview.css").read_text(encoding="utf-8")
    pairs = re.findall(r"\.s-\w \{ background: (#\w+); color: (#\w+);", style)
    full = [
        tuple(one if len(one) == 7 else "#" + "".join(2 * char for char in one[1:]) for one in pair) for pair in pairs
    ]

    assert len(full) == 7
    for back, ink in full:
        light, dark = sorted((luminance(back), luminance(ink)), reverse=True)

        assert (light + 0.05) / (dark + 0.05) >= 4.5
