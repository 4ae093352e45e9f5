"""The nouns of the program, as frozen values. Imports nothing of ours.

What follows from data is computed here and never stored, so that it cannot disagree with the data.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, NamedTuple

# bytes: a file above this size is refused, unless the user says otherwise
LARGEST = 50 * 1024 * 1024


class _Word(StrEnum):
    """A closed set of words that hash as fast as the plain string, to which each is equal."""

    __hash__ = str.__hash__


class Kind(_Word):
    """The kind of a reporting body."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    ZONE = "zone"
    PARTY = "party"
    VERTICAL = "vertical"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.GOVERNMENT: "政府",
    Kind.DEPARTMENT: "部门",
    Kind.TOWNSHIP: "乡镇街道",
    Kind.ZONE: "开发区",
    Kind.PARTY: "党委部门",
    Kind.VERTICAL: "垂直管理部门",
}


class Role(_Word):
    """What a section of a document is for."""

    TITLE = "title"
    LEAD = "lead"
    MEASURES = "measures"
    LEADER = "leader"
    SHORTCOMINGS = "shortcomings"
    NEXT_YEAR = "next-year"
    CLOSING = "closing"


class Status(_Word):
    """What became of an item in a document."""

    COVERED = "covered"
    WEAK = "weak"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


STATUS_NAMES: Mapping[Status, str] = {
    Status.COVERED: "具备",
    Status.WEAK: "薄弱",
    Status.MISSING: "缺失",
    Status.NOT_APPLICABLE: "不适用",
}


class Strength(_Word):
    """How strongly an item is expected of a kind of body; `NONE`: it does not apply."""

    MUST = "must"
    SHOULD = "should"
    GOOD = "good"
    CONDITIONAL = "conditional"
    NONE = "none"


STRENGTH_NAMES: Mapping[Strength, str] = {
    Strength.MUST: "必须写",
    Strength.SHOULD: "应当写",
    Strength.GOOD: "写了更好",
    Strength.CONDITIONAL: "有则写",
    Strength.NONE: "不适用",
}


class Severity(_Word):
    """The level of a finding or defect, as in SARIF, annotations and `--fail-on`."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


SEVERITY_NAMES: Mapping[Severity, str] = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.HINT: "提示"}


NOTHING: Mapping[str, Any] = {}  # where a mapping is left out; nobody writes into it


# ── what a reader gives ─────────────────────────────────────────────────────────────────


class Place(NamedTuple):
    """Where a block stands in its file; numbers start at 1."""

    unit: Literal["line", "paragraph", "page"]
    number: int


BlockStyle = Literal["paragraph", "heading", "row", "meta", "aside"]


class Block(NamedTuple):
    """One paragraph, heading or table row, in reading order.

    `text` is the author's text as a person sees it (automatic numbers included), without line breaks at the ends.
    `style`: "heading" only where the format itself says so (`level` 1 is the highest), "row" a table row with its
    cells parted by "　", "meta" a fact about the page such as `发布时间：2023-03-28`, "aside" text that is not part of
    the body (header, footer, footnote). `offset`: where `text` begins within its place, in characters, when several
    blocks share one place.
    """

    text: str
    place: Place
    style: BlockStyle = "paragraph"
    level: int | None = None
    offset: int = 0


class Unread(NamedTuple):
    """A part that was seen but could not be read; `what` is a Chinese noun phrase, `reason` says why."""

    what: str
    reason: str
    place: Place | None = None


class Reading(NamedTuple):
    """What a reader understood of one file.

    `declared` holds what the author says of the document outside its text (YAML front matter), with the keys
    `title`, `agency`, `kind`, `year`, `signed`, `published`; it overrides what is detected. `notes` are Chinese
    sentences for the user, for example that the content is of another format than the suffix says. `remarks`: (line,
    words) of every `<!-- fazhi: … -->` in a Markdown file.
    """

    format: str
    blocks: tuple[Block, ...]
    declared: Mapping[str, str] = NOTHING
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()


# ── a document after reading ────────────────────────────────────────────────────────────


class Sentence(NamedTuple):
    """A sentence or heading in the author's words, at `offset` characters within `place`.

    `roles`: usually one; a passage on the heads' duty within the measures has both roles. `point` numbers the
    passage (一是…, or a paragraph without such) to which the sentence belongs, unique within the document;
    `heading` says that it is a heading, alone on its line or inline.
    """

    text: str
    place: Place
    offset: int
    roles: frozenset[Role]
    point: int
    heading: bool = False


class Section(NamedTuple):
    """A heading path with its sentences; `path` is empty before the first heading."""

    path: tuple[str, ...]
    role: Role
    sentences: tuple[Sentence, ...]
    level: int = 0

    @property
    def name(self) -> str:
        return " ＞ ".join(self.path)


class _Parts(NamedTuple):
    title: str
    sections: tuple[Section, ...]
    furniture: tuple[Block, ...] = ()
    reading: Reading = Reading("text", ())


class Document(_Parts):
    """The submitted document: its title, its sections in order, and what stands around it (page furniture)."""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for section in self.sections for sentence in section.sentences)


class Identity(NamedTuple):
    """Who reports on which year. `reasons` says for each field, in Chinese, what it was taken from.

    `none_because` is empty for a report; otherwise it says in Chinese why the document is no report. `received`: the
    day on which it was submitted, where a roster tells it.
    """

    agency: str = ""
    kind: Kind | None = None
    year: int | None = None
    signed: date | None = None
    published: date | None = None
    reasons: Mapping[str, str] = NOTHING
    none_because: str = ""
    received: date | None = None

    @property
    def is_report(self) -> bool:
        return not self.none_because


# ── what is asked ───────────────────────────────────────────────────────────────────────


class Pattern(NamedTuple):
    """Ideas that must meet in one passage; each idea is a tuple of wordings in normal form.

    `roles`: where this line alone may be answered; empty: where the item may. `within`: the most characters (normal form) that the ideas may span. `without`: wordings whose presence in the
    sentence dismisses the match. `source` is the rule author's own line.
    """

    ideas: tuple[tuple[str, ...], ...]
    within: int
    without: tuple[str, ...] = ()
    source: str = ""
    roles: frozenset[Role] = frozenset()


class Basis(NamedTuple):
    """A legal basis: the id of an instrument in `rules/sources.yaml` and the article."""

    source: str
    article: str = ""


class Example(NamedTuple):
    """A sentence or small document with the status that an item must get in it."""

    status: Status
    text: str
    role: Role = Role.MEASURES
    heading: str = ""
    kind: Kind | None = None
    year: int | None = None
    decoy: bool = False
    title: str = ""


class Item(NamedTuple):
    """One thing that a document is asked to say.

    `enough` patterns cover the item as they stand; `evidence` patterns cover it if the passage is specific and are
    weak otherwise; `weak` patterns are never more than weak; `negative` patterns say that the power or event did not
    exist. `unless` masks: a wording inside one of these does not count. `dismiss`: a sentence with one of these does
    not count at all. `from_heading`: one idea may stand in the heading above. `fact` names a question about the shape
    of the document instead of (or before) wordings.
    """

    id: str
    area: str
    title: str
    asks: str
    bodies: Mapping[Kind, Strength]
    basis: tuple[Basis, ...]
    roles: frozenset[Role]
    enough: tuple[Pattern, ...] = ()
    evidence: tuple[Pattern, ...] = ()
    weak: tuple[Pattern, ...] = ()
    negative: tuple[Pattern, ...] = ()
    unless: tuple[str, ...] = ()
    dismiss: tuple[str, ...] = ()
    specific: frozenset[str] = frozenset()
    weak_roles: frozenset[Role] = frozenset()
    from_heading: bool = False
    fact: str = ""
    since: int = 0
    until: int = 9999
    advice: str = ""
    fill_in: str = ""
    examples: tuple[Example, ...] = ()
    file: str = ""
    line: int = 0


class Source(NamedTuple):
    """An instrument that items cite."""

    id: str
    name: str
    number: str = ""
    since: str = ""
    until: str = ""


# ── what became of it ───────────────────────────────────────────────────────────────────


class Evidence(NamedTuple):
    """The author's own words that answer an item: a sentence or part of one, at most 150 characters.

    `specific`: they name something checkable, or are enough as they stand; `negative`: they say that the event or
    power did not exist. `weight` orders evidence, best first.
    """

    quote: str
    section: str
    place: Place
    offset: int
    specific: bool
    negative: bool = False
    weight: float = 0.0


class Finding(NamedTuple):
    """What became of one item; `excuse` says in Chinese why the item does not apply to this document."""

    item: Item
    strength: Strength
    evidence: tuple[Evidence, ...] = ()
    excuse: str = ""
    review: bool = False
    waived: str = ""

    @property
    def status(self) -> Status:
        if self.excuse:
            return Status.NOT_APPLICABLE
        if not self.evidence:
            return Status.MISSING
        for one in self.evidence:
            if one.specific:
                return Status.COVERED
        return Status.WEAK


class Edit(NamedTuple):
    """A mechanical, certain correction: the words `was`, between `before` and `after` in `place`, become `text`."""

    place: Place
    was: str
    text: str
    before: str = ""
    after: str = ""


class Defect(NamedTuple):
    """Something wrong with the text. `quote`: the few characters that are wrong (1 to 60), at `offset` of `place`.

    `message` says what is wrong, `suggestion` what to write instead; both Chinese. `edit` only where the correction
    is mechanical and certain.
    """

    id: str
    severity: Severity
    quote: str
    place: Place
    message: str
    suggestion: str = ""
    offset: int = 0
    edit: Edit | None = None
    waived: str = ""


class Failure(NamedTuple):
    """A document that could not be read or is no report; never a row of missing items."""

    path: str
    reason: str


class Scoring(NamedTuple):
    """Points, shares, deductions, grades and veto items, as in `rules/scoring.yaml`."""

    points: Mapping[Strength, float]
    shares: Mapping[Status, float]
    deductions: Mapping[Severity, float]
    most_per_kind: float
    most_in_all: float
    grades: tuple[tuple[str, float], ...]
    blocks: frozenset[str]
    fail_if_missing: frozenset[str]
    cap_if_missing: frozenset[str]
    cap_if_weak: frozenset[str]
    fail: str
    cap: str


class Audit(NamedTuple):
    """One document held against the items."""

    path: str
    document: Document
    identity: Identity
    findings: tuple[Finding, ...]
    defects: tuple[Defect, ...]
    scoring: Scoring
    as_of: date
    digest: str = ""

    @property
    def unread(self) -> tuple[Unread, ...]:
        return self.document.reading.unread


class Run(NamedTuple):
    """All audits and failures of one command, in the order of the paths given."""

    audits: tuple[Audit, ...]
    failures: tuple[Failure, ...] = ()
    sources: Mapping[str, Source] = NOTHING
    rules_digest: str = ""
    notes: tuple[str, ...] = ()
