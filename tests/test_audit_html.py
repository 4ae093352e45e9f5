"""The page in a real browser: it sorts, filters and drills down by mouse and keyboard, without an error or a request."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from checker.batch.flow import Order, audited
from checker.overview import Overview
from checker.writers import overview_html
from tests.batches import DAY, audit, batch, report

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="not installed: chromium")

NAMES = ["云河县财政局", "云河县水利局", "下太镇人民政府", "<img src=x onerror=alert(1)>局", "云河县</script>局"]
ROSTER = "单位,截止日期\n云河县财政局,2025-01-03\n云河县水利局,\n下太镇,\n云河县司法局,2025-03-01\n"
# what each text stands on, and how far it stands out; pictures and disabled controls are left out
CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => { for (; node; node = node.parentElement) { const [r, g, b, a] = parts(getComputedStyle(node).backgroundColor); if (a !== 0) return [r, g, b]; } return [255, 255, 255]; };
  const low = [];
  let seen = 0;
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest("script, :disabled")) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    seen++;
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 20)}`);
  }
  return [seen, low];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("page")
    reports = {
        f"{number}.md": f"---\nagency: '{name}'\n{'kind: 部门' if '<' in name else ''}\n---\n\n"
        + report(
            "云河县某局",
            number=number + 1,
            extra="公平竞争审查12件。" * number + "截止目前，审查合同18份。" * (number == 1),
        )
        for number, name in enumerate(NAMES)
    }
    reports["旧.md"] = reports["0.md"].replace("2025年1月", "2025年0月")
    batch(base / "in", reports)  # type: ignore[arg-type]
    (base / "花名册.csv").write_text(ROSTER, encoding="utf-8")
    audit(base / "in", base / "out", "--roster", base / "花名册.csv")
    return base / "out"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, out: Path, said: list[str]) -> Iterator[Page]:
    """The opened page; whatever it complains of or asks for is a fault of every test."""
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    address = (out / "overview.html").as_uri()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: said.append(request.url) if request.url != address else None)
    opened.goto(address)
    yield opened
    opened.close()

    assert said == []


def names(page: Page) -> list[str]:
    return page.locator("#ranks tbody td.name").all_inner_texts()


def column(page: Page, head: str) -> list[str]:
    place = page.locator("#ranks thead th button").all_inner_texts().index(head) + 1
    return page.locator(f"#ranks tbody td:nth-child({place})").all_inner_texts()


def head(page: Page, name: str) -> None:
    page.locator("#ranks thead").get_by_role("button", name=name, exact=True).click()


def test_it_begins_with_what_a_chief_should_know(page: Page) -> None:
    points = page.locator("#points").inner_text()
    order = page.locator("#order").inner_text()

    assert "应报 4 个单位，收到并检查 3 个，没有收到 1 个，逾期报送 1 个，花名册以外的报告 2 份" in points
    assert "必须写的内容里最常缺的是“‘谁执法谁普法’普法责任制”（100%的单位）" in points
    assert "云河县司法局" in order
    assert "重复报送" in order


def test_a_column_sorts_both_ways(page: Page) -> None:
    head(page, "得分")
    down = [float(one) for one in column(page, "得分")]
    page.keyboard.press("Enter")
    up = [float(one) for one in column(page, "得分")]

    assert len(set(down)) > 1
    assert down == sorted(down, reverse=True)
    assert up == sorted(up)
    assert page.locator("#ranks th[aria-sort=ascending]").inner_text() == "得分"


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        pytest.param({"#kind": "乡镇街道"}, ["下太镇"], id="kind of body"),
        pytest.param({"#state": "late"}, ["云河县财政局"], id="late"),
        pytest.param({"#item": "公平竞争审查", "#sign": "c"}, [NAMES[1], "下太镇", *NAMES[3:]], id="who says it"),
        pytest.param({"#item": "公平竞争审查"}, ["云河县财政局"], id="who lacks it"),
    ],
)
def test_the_ranking_is_filtered(choices: dict[str, str], found: list[str], page: Page) -> None:
    for name, value in choices.items():
        page.select_option(name, label=value) if name == "#item" else page.select_option(name, value)
    shown = names(page)
    rows = page.locator("#map-body .row").count()
    page.locator("#clear").click()

    assert set(shown) == set(found)
    assert rows == len(found)
    assert len(names(page)) == 5


def test_the_search_finds_names_and_files_as_they_are_typed(page: Page) -> None:
    page.locator("#search").press_sequentially("水利")
    expect(page.locator("#count")).to_contain_text("1 / ")

    assert names(page) == ["云河县水利局"]


def test_an_item_that_many_lack_leads_to_them(page: Page) -> None:
    first = page.locator("#missed-list .link").first
    first.click()
    chosen = page.locator("#item option:checked").inner_text()
    lacking = page.locator("#count").inner_text()
    page.locator("#defect-list .link").first.click()
    wrong = page.locator("#wrong option:checked").inner_text()

    assert chosen == first.inner_text()
    assert lacking == "共 5 个单位"
    assert wrong == page.locator("#defect-list .link").first.inner_text()
    assert page.locator("#item").input_value() == ""
    assert names(page) == [NAMES[1]]


def test_an_agency_opens_with_its_quotes_and_the_keyboard_comes_back(page: Page) -> None:
    opener = page.locator("#ranks tbody .link").first
    opener.focus()
    page.keyboard.press("Enter")
    first = page.locator("#detail-head").inner_text()
    quotes = page.locator("#detail blockquote").all_inner_texts()
    all_lines = page.locator("#detail .item-line:visible").count()
    page.locator("#gaps-only").check()
    gaps = page.locator("#detail .item-line:visible").count()
    page.locator("#after").click()
    second = page.locator("#detail-head").inner_text()
    page.keyboard.press("Escape")

    assert [first, second] == names(page)[:2]
    assert any("聘请" in quote and "第" in quote for quote in quotes)
    assert 0 < gaps < all_lines
    assert not page.locator("#detail").is_visible()
    assert opener.evaluate("node => node === document.activeElement")


def test_the_heat_map_is_used_by_keyboard(page: Page) -> None:
    page.locator("#map").focus()
    for name in ("ArrowDown", "ArrowDown", "ArrowRight", "End", "Home", "ArrowRight"):
        page.keyboard.press(name)
    told = page.locator("#cell").inner_text()
    active = page.locator("#map").get_attribute("aria-activedescendant")
    label = page.locator(f"#{active}").get_attribute("aria-label")
    page.keyboard.press("Enter")
    marked = page.locator("#detail .marked").inner_text()
    opened = page.locator("#detail-head").inner_text()
    page.keyboard.press("Escape")

    assert told == f"{opened} {label}".replace(" ", "　", 1)
    assert opened == names(page)[2]
    assert label is not None
    assert label.split("：")[0] in marked
    assert page.locator("#map").evaluate("node => node === document.activeElement")


def test_a_click_on_a_cell_shows_what_was_said(page: Page) -> None:
    cell = page.locator("#map-body .row").first.locator(".s-c").first
    item = (cell.get_attribute("aria-label") or "").split("：")[0]
    cell.click()

    assert item in page.locator("#detail .marked").inner_text()
    assert page.locator("#detail .marked blockquote").count() > 0


def test_names_of_documents_are_only_text(page: Page) -> None:
    assert {NAMES[3], NAMES[4]} <= set(names(page))
    assert page.locator("body").locator("img, iframe").count() == 0


def test_every_text_stands_out_from_its_ground(page: Page) -> None:
    seen, low = page.evaluate(CONTRAST)
    page.locator("#ranks tbody .link").first.click()
    inside, low_inside = page.evaluate(CONTRAST)

    assert seen > 300
    assert inside > seen
    assert low + low_inside == []


@pytest.mark.parametrize("width", [1920, 1024, 400, 320])
def test_the_page_never_scrolls_sideways(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_has_every_agency_and_no_controls(page: Page) -> None:
    page.select_option("#size", "20")
    page.evaluate("document.querySelector('#size').options[0].text = '2'")
    page.select_option("#size", "2")
    before = len(names(page))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert (before, len(names(page))) == (2, 5)
    assert not page.locator("#filters").is_visible()
    assert not page.locator("#ranks th button").first.is_visible()
    assert page.locator("#ranks th .print-only").first.inner_text() == "名次"


# ── more agencies than one page holds ───────────────────────────────────────────────────


def test_above_two_thousand_each_agency_has_a_page_beside(
    browser: Browser, out: Path, said: list[str], tmp_path: Path
) -> None:
    whole = _multiplied(audited(Order(out.parent / "in", tmp_path / "out", as_of=date.fromisoformat(DAY), quiet=True)))
    record = (out / "results.jsonl").read_bytes().splitlines()[0]
    last = whole.rows[-1]
    beside = tmp_path / "many" / overview_html.page_name(last)
    beside.parent.mkdir(parents=True)
    beside.write_bytes(overview_html.page(whole, last, record))
    overview_html.write(whole, lambda _: record, tmp_path / "many" / "overview.html")
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "many" / "overview.html").as_uri())
    page.locator("#search").fill(last.agency)
    expect(page.locator("#count")).to_contain_text("1 / ")
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/**")
    heading, target = page.locator("h1").inner_text(), page.locator("div:target").count()
    low = page.evaluate(CONTRAST)[1]
    page.close()

    assert heading == last.agency
    assert target == 1
    assert low == []
    assert said == []
    assert (tmp_path / "many" / "overview.html").stat().st_size < 2_000_000


def _multiplied(whole: Overview) -> Overview:
    row = whole.rows[0]
    rows = (
        replace(row, agency=f"{row.agency}{number}", report=f"agencies/{number}.md")
        for number in range(overview_html.MOST_INSIDE + 1)
    )
    return replace(whole, rows=tuple(rows))
