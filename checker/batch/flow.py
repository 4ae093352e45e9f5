"""From a folder of submissions to everything in the output folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from checker import __version__, overview, waivers
from checker.batch import changes, copied, names, progress, promises, roster, workbook
from checker.batch.gather import Gathered, gather
from checker.batch.output import Output
from checker.batch.pool import Workers
from checker.batch.settle import Failed, Settled, Submitted, settled
from checker.batch.store import Batch, Known, Store
from checker.batch.work import NOTHING, Outcome, Settings, Task
from checker.defects.periods import due
from checker.digest import digest
from checker.errors import UsageError
from checker.files import configuration_file
from checker.identity import Told
from checker.model import LARGEST, Failure, Identity
from checker.overview import Expected, Overview, Promise, Row
from checker.readers import office
from checker.rulebook import Rulebook, load
from checker.writers import overview_html, overview_md, results

FILES = ("overview.md", "overview.html", "overview.xlsx", "results.jsonl", "results.csv")


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for."""

    source: Path
    out: Path
    roster: Path | None = None
    previous: Path | None = None
    rules: Path | None = None
    told: Told = NOTHING
    as_of: date = field(default_factory=date.today)
    jobs: int = 1
    cluster: str = ""
    letters: bool = False
    diff: bool = False
    quiet: bool = False
    largest: int = LARGEST
    heed_waivers: bool = True
    heed_remarks: bool = False


@dataclass(frozen=True, slots=True)
class _Batch:
    """A folder with what became of each of its files."""

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
    expected = _roster(order)
    if order.source.is_dir() and order.out.resolve() == order.source.resolve():
        raise UsageError("输出文件夹不能就是放报告的文件夹", "请用 -o 指定别的文件夹")
    if order.previous and order.previous.resolve() == order.source.resolve():
        raise UsageError("--previous 指定的就是今年的报告", "请指定放上年报告的文件夹")
    leave_out = tuple(path for path in (order.out, order.roster, order.previous) if path)
    with during("查找文件"):
        gathered = gather(order.source, leave_out)
        previous = gather(order.previous, (order.out,)) if order.previous else None
    if not gathered.submissions and not gathered.failures:
        raise UsageError(f"“{order.source}”里没有可以检查的文件")
    if previous and not previous.submissions and not previous.failures:
        raise UsageError(f"--previous 指定的“{order.previous}”里没有可以检查的文件")
    if order.told.agency and len(gathered.submissions) > 1 and not order.quiet:
        progress.say(
            f"--agency 让 {len(gathered.submissions)} 个文件都算作“{order.told.agency}”的；各是各的，请改用花名册。"
        )
    with Store(order.out / ".fazhi") as store, Workers(order.jobs) as workers:
        with during("检查报告"), _spread(order, workers) as spread:
            auditing = _Auditing(store, rules, spread, order)
            this = auditing.done("this", gathered, order.source, _asked(expected))
            before = (
                auditing.done("previous", previous, order.previous, _nothing) if previous and order.previous else None
            )
        with during("汇总"):
            whole = _overview(this, before, expected, rules, order.as_of)
        paths = sorted(path for path, one in this.known.items() if not one.failure)
        # what the overview needs of tens of thousands of files it has by now
        del this
        with during("比对雷同"):
            whole = _with_copies(whole, before, store)
        if order.diff:
            whole = _with_changes(whole, store)
        with Output(order.out, store) as output:
            _write(whole, paths, store, output, workers, during, letters=order.letters)
        for one in output.kept:
            progress.say(one)
        store.remember("last", changes.summary(whole))
        return whole


def _roster(order: Order) -> tuple[Expected, ...] | None:
    if not order.roster:
        return None
    found = roster.load(order.roster)
    if found.unused and not order.quiet:
        used = "、".join(roster.COLUMNS)
        progress.say(f"花名册的“{'”“'.join(found.unused)}”列没有用到；会用的列是：{used}。")
    return found.lines


# ── auditing ────────────────────────────────────────────────────────────────────────────

_Asked = Callable[[Known], Told]
_Spread = Callable[[Settings, Sequence[Task]], Iterator[list[Outcome]]]


def _nothing(_: Known) -> Told:
    return NOTHING


def _asked(expected: Sequence[Expected] | None) -> _Asked:
    """What the roster says beyond each document: the kind, and the agency and year where the document is silent.

    What is no report by its own words becomes one where the roster names its file, kind and year.
    """
    if expected is None:
        return _nothing
    matching = roster.Matching(expected)

    def told(known: Known) -> Told:
        line = matching.of(known.path, known.named[0])
        if line is None:
            return NOTHING
        one, (agency, kind, year, is_report) = expected[line], known.named
        if not is_report:
            named = matching.naming(known.path) == line
            return Told(None if agency else one.agency, one.kind, one.year) if named else NOTHING
        return Told(
            None if agency else one.agency,
            one.kind if one.kind is not kind else None,
            one.year if year is None else None,
            _decisive(one, known),
        )

    return told


def _decisive(expected: Expected, known: Known) -> date | None:
    """The day on which a document was received, where it is late by that day and not by its own, or the other way."""
    if not expected.received or not known.brief:
        return None
    found = overview.unpacked(known.brief)
    last, _ = due(Identity(found.agency, found.kind, found.year))
    late = bool(found.signed and found.signed > last)
    return expected.received if late is not (expected.received > last) else None


@contextmanager
def _spread(order: Order, workers: Workers) -> Iterator[_Spread]:
    if not order.cluster:
        yield workers.outcomes
        return
    from checker.batch import cluster

    with cluster.spread(order.cluster) as outcomes:
        yield outcomes


@dataclass(frozen=True, slots=True)
class _Auditing:
    """How the files of a run are audited."""

    store: Store
    rules: Rulebook
    spread: _Spread
    order: Order

    def done(self, name: Batch, gathered: Gathered, source: Path, asked: _Asked) -> _Batch:
        """Audit what is not known yet, and again what the roster knows better; of last year's, only read the texts."""
        settings = self._settings(name, source)
        context, today = _context(settings), settings.as_of
        self._audit(
            name, context, settings, self._new(name, context, gathered), "检查" if name == "this" else "读取上年报告"
        )
        self.store.forget(name, {one.path for one in gathered.submissions})
        known = self.store.known(name, context, today)
        again = [
            Task(one, "", told)
            for one in gathered.submissions
            if (was := known.get(one.path)) and (told := asked(was)) != was.told
        ]
        if again:
            self._audit(name, context, settings, again, "按花名册复查")
            known = self.store.known(name, context, today)
        return _Batch(gathered, known)

    def _new(self, name: Batch, context: str, gathered: Gathered) -> list[Task]:
        """What is not known yet or may have changed."""
        known = self.store.known(name, context, self.order.as_of)
        return [
            Task(one, was.digest if was else "", was.told if was else NOTHING)
            for one in gathered.submissions
            if (was := known.get(one.path)) is None or not one.token or was.token != one.token
        ]

    def _settings(self, name: Batch, source: Path) -> Settings:
        order, texts_only = self.order, name == "previous"
        found = Settings(
            source.resolve(),
            order.rules.resolve() if order.rules else None,
            self.rules.digest,
            order.told,
            order.as_of,
            heed_waivers=order.heed_waivers,
            heed_remarks=order.heed_remarks and order.heed_waivers,
            letters=order.letters and not texts_only,
            texts_only=texts_only,
            largest=order.largest,
        )
        return replace(found, waivers=_waivers(found, self.rules, quiet=order.quiet))

    def _audit(self, name: Batch, context: str, settings: Settings, tasks: Sequence[Task], what: str) -> None:
        with progress.shown(len(tasks), what, quiet=self.order.quiet) as shown:
            for found in self.spread(settings, tasks):
                self.store.keep(name, context, settings.as_of, found)
                shown.done(len(found))


def _waivers(settings: Settings, rules: Rulebook, *, quiet: bool) -> str:
    """The digest of the `fazhi.toml` that holds for the batch, empty where there is none. Raises ConfigurationError."""
    file = configuration_file(settings.folder)
    if file is None or settings.texts_only or not settings.heed_waivers:
        return ""
    found = waivers.load(file, frozenset(item.id for item in rules.items))
    if found.waivers and not quiet:
        progress.say(f"采纳 {file} 里的 {len(found.waivers)} 条豁免；不采纳请加 --no-waivers。")
    return digest(file.read_bytes())


def _context(settings: Settings) -> str:
    """Names everything besides the file and the day that a result depends on."""
    told = settings.told
    parts = (
        __version__,
        settings.rules_digest if not settings.texts_only else "",
        settings.waivers,
        settings.heed_remarks,
        told.agency,
        told.kind,
        told.year,
        settings.letters,
        settings.texts_only,
        settings.largest,
        # with these installed, more can be read
        office.program() is not None,
        find_spec("rapidocr") is not None,
    )
    return digest(json.dumps(parts).encode())


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


def _with_changes(whole: Overview, store: Store) -> Overview:
    last = store.fact("last")
    if last is None:
        return replace(whole, notes=(*whole.notes, "这个输出文件夹里没有上次的结果，不能比较变化"))
    return replace(whole, changes=changes.since(last, whole))


def _with_copies(whole: Overview, before: _Batch | None, store: Store) -> Overview:
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


# ── writing ─────────────────────────────────────────────────────────────────────────────


def _write(
    whole: Overview,
    paths: Sequence[str],
    store: Store,
    output: Output,
    workers: Workers,
    during: During,
    *,
    letters: bool,
) -> None:
    """Write everything; `paths`: of all that was audited, in their order; `letters`: Word letters too."""
    pages = [overview_html.page_name(row) for row in whole.rows] if overview_html.has_pages(whole) else []
    sent = [Path(row.report).with_suffix(".docx").as_posix() for row in whole.rows] if letters else []
    output.announce([*(row.report for row in whole.rows), *sent, *pages, *FILES])

    def record(path: str) -> bytes:
        return store.record(path, whole.as_of)

    with during("写对照检查单和总览"), output.aside("overview.xlsx") as book:
        data = book.with_suffix(".data")
        workbook.hand_over(whole, data)
        written = workers.beside(workbook.write, data, book)
        with during("写对照检查单"):
            for row in whole.rows:
                output.write(row.report, store.report(row.path))
            for row, name in zip(whole.rows, sent, strict=False):
                output.write(name, store.letter(row.path))
        with during("写结果"):
            with output.aside("results.jsonl") as aside, aside.open("wb") as stream:
                for path in paths:
                    stream.write(record(path) + b"\n")
            output.write("results.csv", results.table(whole))
            output.write("overview.md", overview_md.render(whole))
        with during("写网页总览"):
            for row, name in zip(whole.rows, pages, strict=False):
                output.write(name, overview_html.page(whole, row, record(row.path)))
            with output.aside("overview.html") as aside:
                overview_html.write(whole, record, aside)
        with during("等待 Excel 总览"):
            try:
                written.result()
            except BrokenExecutor as error:
                raise UsageError("写 Excel 总览的进程意外退出", "请检查内存是否够用，再次运行会接着做") from error
    output.tidy()
