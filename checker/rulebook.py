"""YAML rule files + schema → items; every fault at once, with file and line.

Parsed and checked rules are kept in the user's cache folder, keyed by their content and the program's version.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from checker import __version__, cache, text
from checker.digest import digest as mark
from checker.errors import RuleError, UsageError
from checker.matching import MOST_IDEAS
from checker.model import (
    Basis,
    Example,
    Item,
    Kind,
    Pattern,
    Role,
    Scoring,
    Severity,
    Source,
    Status,
    Strength,
)

ALL_SPECIFIC = ("number", "document", "date", "meeting", "institution", "act")
DEFAULT_WITHIN = 60
_NOT_AREAS = frozenset({"sources", "scoring", "wordings"})
_TABLES = frozenset({"laws", "wording", "calendar"})
# a local file of these names adds to the shipped one; of any other name it stands in its place
_MERGED = frozenset({"sources", "wordings"}) | _TABLES
_LEVELS = ("enough", "evidence", "weak", "negative")


class Rulebook(NamedTuple):
    """Items in the order of their files, and what they refer to.

    `tables`: the remaining YAML files by name, as parsed (laws, wording, calendar, …). `digest` names the content.
    """

    items: tuple[Item, ...]
    areas: Mapping[str, str]
    sources: Mapping[str, Source]
    scoring: Scoring
    specific: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Any]
    digest: str

    def item(self, name: str) -> Item:
        """The item with this id. Raises UsageError with the nearest ids."""
        for item in self.items:
            if item.id == name:
                return item
        from difflib import get_close_matches

        near = get_close_matches(name, [item.id for item in self.items], 3, 0.5)
        raise UsageError(
            f"没有编号为“{name}”的检查项", f"相近的有：{'、'.join(near)}" if near else "fazhi rules list 列出全部"
        )


def shipped() -> Path:
    """The folder of the rules that come with the program, in a checkout or installed."""
    here = Path(__file__).resolve().parent
    inside = here / "_rules"
    return inside if inside.is_dir() else here.parent / "rules"


def load(local: Path | None = None, *, examples: bool = False) -> Rulebook:
    """The shipped rules, with those of the folder `local` added or put in their place.

    `examples`: also load the examples and the lines as their author wrote them, which checking a document does not need.
    Raises RuleError with every fault, UsageError where `local` is no folder with rules.
    """
    if local is not None and not local.is_dir():
        raise UsageError(f"--rules 指定的“{local}”不是文件夹", "请指定放有 .yaml 规则文件的文件夹")
    folders = [shipped(), *([local] if local else [])]
    files = [(path, path.read_bytes()) for folder in folders for path in sorted(folder.glob("*.y*ml"))]
    if local and not any(path.parent == local for path, _ in files):
        raise UsageError(f"文件夹“{local}”里没有 .yaml 规则文件")
    schema = (shipped() / "schema.json").read_bytes()
    data_schema = (shipped() / "data.schema.json").read_bytes()
    named = (part for path, data in files for part in (path.name.encode(), data))
    digest = mark(__version__.encode(), schema, data_schema, *named)
    plain = None if examples else cache.kept(f"rules-{digest}")
    if plain is None:
        plain = _compiled(files, json.loads(schema), json.loads(data_schema))
        if not examples:
            plain = _bare(plain)
            cache.keep(f"rules-{digest}", _shared(plain))
    return _rulebook(plain, digest)


# ── YAML → checked plain data ───────────────────────────────────────────────────────────


def _compiled(
    files: Sequence[tuple[Path, bytes]], schema: Mapping[str, Any], data_schema: Mapping[str, Any]
) -> dict[str, Any]:
    """Plain data for `_rulebook`; local files stand later in the list and win. Raises RuleError."""
    from checker.rulefile import Parsed, parsed

    faults: list[str] = []
    found: dict[str, Parsed] = {}
    local_areas: list[Parsed] = []
    own: list[Parsed] = []  # the areas of the local folder
    for path, data in files:
        one = parsed(path, data)
        faults.extend(one.faults)
        if one.is_area and path.parent != shipped():
            own.append(one)
        if path.stem in found and path.stem not in _NOT_AREAS and one.is_area:
            local_areas.append(one)
        elif path.stem in found and path.stem in _MERGED:
            found[path.stem] = found[path.stem].merged(one)
        else:
            found[path.stem] = one
    if faults:
        raise RuleError(tuple(faults))
    from checker.rulefile import area_items, repeated, scoring_faults, source_faults, table_faults

    scoring = found["scoring"]
    faults.extend(table_faults(scoring, data_schema["scoring"], data_schema["$defs"]))
    if faults:
        raise RuleError(tuple(faults))
    order = [str(name) for name in scoring.value["areas"]]
    areas = [one for one in found.values() if one.is_area] + local_areas
    areas.sort(key=lambda one: order.index(one.value.get("area")) if one.value.get("area") in order else len(order))
    wordings = found["wordings"].value
    groups = {name: tuple(words) for name, words in wordings.get("groups", {}).items()}
    sources = {str(one["id"]): one for one in found["sources"].value["sources"]}
    faults.extend(source_faults(found["sources"]))
    tables = {name: one for name, one in found.items() if name in _TABLES}
    for name, one in tables.items():
        faults.extend(table_faults(one, data_schema[name], data_schema["$defs"]))
    items: dict[str, Any] = {}
    for one in areas:
        compiled, wrong = area_items(one, schema, sources, groups)
        items.update((item["id"], item) for item in compiled)
        faults.extend(wrong)
    if not faults:
        faults.extend(repeated(own))
    if faults:
        raise RuleError(tuple(faults))
    titles: dict[str, str] = {}
    for one in areas:
        titles.setdefault(one.value["area"], one.value["title"])
    faults.extend(scoring_faults(scoring, items))
    if faults:
        raise RuleError(tuple(faults))
    return {
        "areas": titles,
        "items": list(items.values()),
        "sources": sources,
        "scoring": scoring.value,
        "specific": wordings.get("specific", {}),
        "tables": {name: one.value for name, one in tables.items()},
    }


def _bare(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Without examples, and without the authors' own lines, which say again what the ideas say."""
    items = [
        {
            **item,
            **{
                level: [(ideas, within, without, "", roles) for ideas, within, without, _, roles in item[level]]
                for level in _LEVELS
            },
        }
        for item in _without(plain["items"], "examples")
    ]
    return {**plain, "items": items, "tables": _without(plain["tables"], "fires", "not")}


def _without(value: Any, *keys: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, *keys) for key, one in value.items() if key not in keys}
    return [_without(one, *keys) for one in value] if isinstance(value, list) else value


def _shared(plain: Mapping[str, Any]) -> dict[str, Any]:
    """With each wording one and the same object, which is kept once however many patterns have it."""
    words: dict[str, str] = {}
    items = [
        {
            **item,
            **{
                level: [
                    (tuple(tuple(words.setdefault(word, word) for word in idea) for idea in ideas), *rest)
                    for ideas, *rest in item[level]
                ]
                for level in _LEVELS
            },
        }
        for item in plain["items"]
    ]
    return {**plain, "items": items}


# ── plain data → values ─────────────────────────────────────────────────────────────────


def _rulebook(plain: Mapping[str, Any], digest: str) -> Rulebook:
    return Rulebook(
        items=tuple(map(_item, plain["items"])),
        areas=plain["areas"],
        sources={
            name: Source(
                name, raw["name"], raw.get("number") or "", str(raw.get("since") or ""), str(raw.get("until") or "")
            )
            for name, raw in plain["sources"].items()
        },
        scoring=_scoring(plain["scoring"]),
        specific={kind: tuple(words) for kind, words in plain["specific"].items()},
        tables=plain["tables"],
        digest=digest,
    )


def _item(raw: Mapping[str, Any]) -> Item:
    levels = {
        level: tuple(
            Pattern(tuple(map(tuple, ideas)), within, tuple(without), source, frozenset(map(Role, roles)))
            for ideas, within, without, source, roles in raw[level]
        )
        for level in _LEVELS
    }
    return Item(
        id=raw["id"],
        area=raw["area"],
        title=raw["title"],
        asks=raw["asks"],
        bodies={Kind(kind): Strength(strength) for kind, strength in raw["bodies"].items()},
        basis=tuple(Basis(source, article) for source, article in raw["basis"]),
        roles=frozenset(map(Role, raw["roles"])),
        unless=tuple(raw["unless"]),
        dismiss=tuple(raw["dismiss"]),
        specific=frozenset(raw["specific"]),
        weak_roles=frozenset(map(Role, raw["weak-roles"])),
        from_heading=raw["from-heading"],
        fact=raw["fact"],
        since=raw["since"],
        until=raw["until"],
        advice=raw["advice"],
        fill_in=raw["fill-in"],
        examples=tuple(_examples(raw.get("examples", {}))),
        file=raw["file"],
        line=raw["line"],
        **levels,
    )


def _examples(raw: Mapping[str, Any]) -> Iterator[Example]:
    for name, status in (
        ("covered", Status.COVERED),
        ("weak", Status.WEAK),
        ("missing", Status.MISSING),
        ("decoy", Status.MISSING),
    ):
        for one in raw.get(name, ()):
            given: Mapping[str, Any] = {"text": one} if isinstance(one, str) else one
            yield Example(
                status,
                given["text"],
                Role(given.get("role", "measures")),
                given.get("heading", ""),
                Kind(given["kind"]) if "kind" in given else None,
                given.get("year"),
                name == "decoy",
                given.get("title", ""),
            )


def _scoring(raw: Mapping[str, Any]) -> Scoring:
    veto, deductions = raw["veto"], raw["deductions"]
    return Scoring(
        points={Strength(name): float(value) for name, value in raw["points"].items()},
        shares={Status(name): float(value) for name, value in raw["shares"].items()},
        deductions={severity: float(deductions[severity.value]) for severity in Severity},
        most_per_kind=float(deductions["per-kind"]),
        most_in_all=float(deductions["total"]),
        grades=tuple((one["name"], float(one["from"])) for one in raw["grades"]),
        blocks=frozenset(veto["blocks"]),
        fail_if_missing=frozenset(veto["fail-if-missing"]),
        cap_if_missing=frozenset(veto["cap-if-missing"]),
        cap_if_weak=frozenset(veto["cap-if-weak"]),
        fail=veto["fail"],
        cap=veto["cap"],
    )


def pattern(line: str | Mapping[str, str], groups: Mapping[str, Sequence[str]]) -> Pattern:
    """A rule author's line → a pattern; `{leader: …}` holds for that role alone. Raises ValueError with a Chinese reason.

    >>> pattern("法律顾问 + 聘请|签订 - 企业 @40", {}).ideas
    (('法律顾问',), ('聘请', '签订'))
    """
    if not isinstance(line, str):
        ((role, source),) = line.items()
        return pattern(source, groups)._replace(roles=frozenset({Role(role)}), source=f"{role}: {source}")
    source = line
    rest, within = source.strip(), DEFAULT_WITHIN
    head, at, span = rest.rpartition(" @")
    if at:
        if not span.strip().isdigit():
            raise ValueError(f"@ 后面应当是字数，写的是“{span.strip()}”")
        rest, within = head, int(span)
    rest, *without = rest.split(" - ")
    if len(without) > 1:
        raise ValueError("一行里只能有一个减号")
    ideas = tuple(wordings(idea, groups) for idea in rest.split(" + "))
    if len(ideas) > MOST_IDEAS:
        raise ValueError(f"一行里最多写{MOST_IDEAS}个意思，写了{len(ideas)}个")
    return Pattern(ideas, within, wordings(without[0], groups) if without else (), source)


def wordings(idea: str, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The words of an idea in normal form, shared groups filled in. Raises ValueError with a Chinese reason."""
    words: list[str] = []
    if wide := next((mark for mark in "｜＋" if mark in idea), ""):
        raise ValueError(f"“{wide}”要写成半角")
    for word in idea.split("|"):
        name = word.strip()
        if name.startswith("="):
            if name[1:] not in groups:
                raise ValueError(f"wordings.yaml 里没有名为“{name[1:]}”的一组词语")
            words.extend(groups[name[1:]])
        elif name:
            words.append(name)
        else:
            raise ValueError("有空的词语，请检查加号、竖线")
    return tuple(dict.fromkeys(text.normal_of_each(words)))
