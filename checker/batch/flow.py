"""From a folder of submissions to everything in the output folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from checker import __version__, overview
from checker.batch import changes, copied, names, pool, progress, promises, roster
from checker.batch.gather import Gathered, gather
from checker.batch.output import Output
from checker.batch.settle import Failed, Settled, Submitted, settled
from checker.batch.store import Batch, Known, Store
from checker.batch.work import NOTHING, Outcome, Settings, Task
from checker.errors import UsageError
from checker.identity import Told
from checker.model import LARGEST, Failure
from checker.overview import Expected, Overview, Promise, Row
from checker.rulebook import Rulebook, load
from checker.writers import overview_html, overview_md, overview_xlsx, results

# from here on it is worth a process of its own to write the workbook
_MANY = 300
FILES = ("overview.md", "overview.html", "overview.xlsx", "results.jsonl", "results.csv")
Spread = Callable[[Settings, Sequence[Task]], Iterator[list[Outcome]]]


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for. `as_of` None: today, or the day of the run that is resumed."""

    source: Path
    out: Path
    roster: Path | None = None
    previous: Path | None = None
    rules: Path | None = None
    told: Told = NOTHING
    as_of: date | None = None
    jobs: int = 1
    cluster: str = ""
    letters: bool = False
    diff: bool = False
    quiet: bool = False
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class _Batch:
    """A folder with what became of each of its files."""

    name: Batch
    gathered: Gathered
    known: dict[str, Known]


During = Callable[[str], AbstractContextManager[None]]


def _silently(_: str) -> AbstractContextManager[None]:
    return nullcontext()


def audited(order: Order, during: During = _silently) -> Overview:
    """Audit the whole folder and write everything; the overview. `during(stage)` is entered for each stage.

    Raises CheckerError.
    """
    rules = load(order.rules)
    expected = roster.load(order.roster) if order.roster else None
    leave_out = tuple(path for path in (order.out, order.roster, order.previous) if path)
    with during("查找文件"):
        gathered = gather(order.source, leave_out)
        previous = gather(order.previous, (order.out,)) if order.previous else None
    if not gathered.submissions and not gathered.failures:
        raise UsageError(f"“{order.source}”里没有可以检查的文件")
    order.out.mkdir(parents=True, exist_ok=True)
    with Store(order.out / ".fazhi") as store:
        as_of = _day(order, store)
        folder = order.rules.resolve() if order.rules else None
        settings = Settings(folder, order.told, as_of, order.letters, largest=order.largest)
        before = None
        with during("检查报告"), _spread(order) as spread:
            this = _done(store, "this", gathered, settings, rules, _asked(expected), spread, order)
            if previous:
                plain = replace(settings, texts_only=True, letters=False)
                before = _done(store, "previous", previous, plain, rules, _nothing, spread, order)
        with during("汇总"):
            whole = _overview(this, before, expected, rules, as_of)
        with during("比对雷同"):
            whole = _with_copies(whole, this, before, store)
        last = store.fact("last") if order.diff else None
        whole = replace(whole, changes=changes.since(last, whole) if last else None)
        if order.diff and not last:
            whole = replace(whole, notes=(*whole.notes, "这个输出文件夹里没有上次的结果，不能比较变化"))
        _write(whole, this, store, order, during)
        store.remember("last", changes.summary(whole))
        store.remember("unfinished", None)
        return whole


def _day(order: Order, store: Store) -> date:
    """A run that goes on the next day keeps the date of its beginning, or it would begin anew."""
    begun = store.fact("unfinished")
    as_of = order.as_of or (date.fromisoformat(begun) if begun else date.today())
    if begun and not order.as_of and as_of != date.today() and not order.quiet:
        progress.say(f"继续上次没有完成的检查，日期仍以 {as_of} 为准（另定日期用 --as-of）")
    store.remember("unfinished", as_of.isoformat())
    return as_of


# ── auditing ────────────────────────────────────────────────────────────────────────────

_Asked = Callable[[Known], Told]


def _nothing(_: Known) -> Told:
    return NOTHING


def _asked(expected: Sequence[Expected] | None) -> _Asked:
    """What the roster says beyond each document: the kind, and the agency and year where the document is silent."""
    if expected is None:
        return _nothing
    matching = roster.Matching(expected)

    def told(known: Known) -> Told:
        line = matching.of(known.path, known.named[0])
        if line is None:
            return NOTHING
        one, (agency, kind, year) = expected[line], known.named
        return Told(
            None if agency else one.agency,
            one.kind if one.kind is not kind else None,
            one.year if year is None else None,
        )

    return told


def _spread(order: Order) -> AbstractContextManager[Spread]:
    if order.cluster:
        from checker.batch import cluster

        return cluster.spread(order.cluster)
    return pool.local(order.jobs)


def _done(
    store: Store,
    name: Batch,
    gathered: Gathered,
    settings: Settings,
    rules: Rulebook,
    asked: _Asked,
    spread: Spread,
    order: Order,
) -> _Batch:
    """Audit what is not known yet, and again what the roster knows better."""
    context = _context(settings, rules)
    known = store.known(name, context)
    tasks = [
        Task(one, was.digest if was else "", was.told if was else NOTHING)
        for one in gathered.submissions
        if (was := known.get(one.path)) is None or not one.token or was.token != one.token
    ]
    _audit(store, name, context, settings, tasks, spread, order, "检查" if name == "this" else "读取上年报告")
    known = store.known(name, context)
    again = [
        Task(one, "", told)
        for one in gathered.submissions
        if (was := known.get(one.path)) and (told := asked(was)) != was.told
    ]
    _audit(store, name, context, settings, again, spread, order, "按花名册复查")
    paths = {one.path for one in gathered.submissions}
    store.forget(name, paths)
    return _Batch(name, gathered, {path: one for path, one in store.known(name, context).items() if path in paths})


def _audit(
    store: Store,
    name: Batch,
    context: str,
    settings: Settings,
    tasks: Sequence[Task],
    spread: Spread,
    order: Order,
    what: str,
) -> None:
    with progress.shown(len(tasks), what, quiet=order.quiet) as shown:
        for found in spread(settings, tasks):
            store.keep(name, context, found)
            shown.done(len(found))


def _context(settings: Settings, rules: Rulebook) -> str:
    """Names everything besides the file itself that a result depends on."""
    told = settings.told
    parts = (
        __version__,
        rules.digest,
        settings.as_of.isoformat() if not settings.texts_only else "",
        told.agency,
        told.kind,
        told.year,
        settings.letters,
        settings.texts_only,
        settings.largest,
    )
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


# ── the whole ───────────────────────────────────────────────────────────────────────────


def _overview(
    this: _Batch,
    before: _Batch | None,
    expected: Sequence[Expected] | None,
    rules: Rulebook,
    as_of: date,
) -> Overview:
    submitted = [
        Submitted(path, one.named[0], overview.unpacked(one.brief))
        for path, one in this.known.items()
        if not one.failure
    ]
    failed = [Failed(Failure(path, one.failure), one.named[0]) for path, one in this.known.items() if one.failure]
    failed += [Failed(one) for one in this.gathered.failures]
    found: Settled = settled(submitted, failed, expected, as_of)
    return Overview(
        as_of,
        rules.items,
        rules.areas,
        rules.sources,
        rules.digest,
        tuple(name for name, _ in rules.scoring.grades),
        found.rows,
        found.unread,
        found.unsubmitted,
        found.duplicates,
        found.strangers,
        has_roster=expected is not None,
        has_previous=before is not None,
    )


def _with_copies(whole: Overview, this: _Batch, before: _Batch | None, store: Store) -> Overview:
    """The overview with copied passages and, where last year is known, with the plans that are not mentioned."""
    shown = {row.path: row.agency for row in whole.rows}
    owners = {row.path: _owner(row) for row in whole.rows}
    now = [copied.marked(path, owners[path], data) for path, data in store.marks("this") if path in owners]

    @lru_cache(maxsize=1000)
    def body(path: str) -> list[str]:
        return [sentence for sentence, _ in store.body("this", path)]

    def old_body(path: str) -> list[str]:
        return [sentence for sentence, _ in store.body("previous", path)]

    index = copied.index(now)
    found = tuple(replace(one, left=shown[one.left], right=shown[one.right]) for one in copied.copied(now, index, body))
    if before is None:
        return replace(whole, copied=found)
    pairs = _pairs(whole, before)
    marks = dict(store.marks("previous"))
    mine = {one.path: one for one in now}
    both = [(mine[row.path], copied.marked(old.path, owners[row.path], marks[old.path])) for row, old in pairs]
    found += tuple(replace(one, left=shown[one.left]) for one in copied.recycled(both, index.common, body, old_body))
    promised = tuple(
        Promise(row.agency, quote, old.named[2] or row.brief.year - 1)
        for row, old in pairs
        for quote in promises.unmentioned(
            [sentence for sentence, plan in store.body("previous", old.path) if plan],
            [sentence for sentence, plan in store.body("this", row.path) if not plan],
        )
    )
    return replace(whole, copied=found, promises=promised)


def _owner(row: Row) -> str:
    """Whose a document is: the same for one agency's reports on two years, not for two places' 财政局."""
    agency = row.expected.agency if row.expected else row.brief.agency
    if not agency:
        return row.path
    return names.full(agency) if names.has_region(agency) else f"{names.full(agency)}|{PurePosixPath(row.path).parent}"


def _pairs(whole: Overview, before: _Batch) -> list[tuple[Row, Known]]:
    """Each agency with its report of the year before: by name, else by the name without its place where that is one's."""
    old = [one for one in before.known.values() if not one.failure and one.named[0]]
    found = []
    exact, bare = _by(old, names.full), _by(old, names.bare)
    for row in whole.rows:
        near = exact.get(names.full(row.brief.agency)) or bare.get(names.bare(row.brief.agency), [])
        near = [one for one in near if (one.named[2] or 0) < row.brief.year]
        if near and len({names.full(one.named[0]) for one in near}) == 1:
            found.append((row, max(near, key=lambda one: (one.named[2] or 0, one.path))))
    return found


def _by(old: Iterable[Known], key: Callable[[str], str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for one in old:
        found.setdefault(key(one.named[0]), []).append(one)
    return found


def _write(whole: Overview, this: _Batch, store: Store, order: Order, during: During) -> None:
    output = Output(order.out, store)
    pages = [overview_html.page_name(row) for row in whole.rows] if overview_html.has_pages(whole) else []
    letters = [Path(row.report).with_suffix(".docx").as_posix() for row in whole.rows] if order.letters else []
    output.announce([*(row.report for row in whole.rows), *letters, *pages, *FILES])
    with during("写对照检查单和总览"), pool.beside(order.jobs if len(whole.rows) > _MANY else 1) as beside:
        book = output.aside("overview.xlsx")
        written = beside(overview_xlsx.write, whole, book)
        _write_texts(whole, this, store, output, letters, pages, during)
        with during("等待 Excel 总览"):
            written.result()
        output.take(book, "overview.xlsx")
    output.tidy()


def _write_texts(
    whole: Overview,
    this: _Batch,
    store: Store,
    output: Output,
    letters: Sequence[str],
    pages: Sequence[str],
    during: During,
) -> None:
    with during("写对照检查单"):
        for row in whole.rows:
            output.write(row.report, store.report(row.path))
        for row, name in zip(whole.rows, letters, strict=False):
            output.write(name, store.letter(row.path))
    with during("写结果"):
        output.make("results.jsonl", lambda aside: _write_records(this, store, aside))
        output.write("results.csv", results.table(whole))
        output.write("overview.md", overview_md.render(whole))
    with during("写网页总览"):
        for row, name in zip(whole.rows, pages, strict=False):
            output.write(name, overview_html.page(whole, row, store.record(row.path)))
        output.make("overview.html", lambda aside: overview_html.write(whole, store.record, aside))


def _write_records(this: _Batch, store: Store, aside: Path) -> None:
    """One audit a line, each as `fazhi check --format json` gives it."""
    with aside.open("wb") as stream:
        for path in sorted(path for path, one in this.known.items() if not one.failure):
            stream.write(store.record(path) + b"\n")
