"""One YAML rule file: parsed with the line of every key, checked against the schema, every fault named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

from checker import rulebook

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LEVELS = ("enough", "evidence", "weak", "negative")
_AS_WRITTEN = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"})
_NO_WEAK = frozenset({"title-year", "signature", "date"})

Path_ = tuple[str | int, ...]
_Made = TypeVar("_Made")


class Parsed(NamedTuple):
    """What a YAML file says; `root` is the node it was read from, which knows the lines."""

    name: str
    value: Any
    root: Any = None
    faults: tuple[str, ...] = ()

    @property
    def is_area(self) -> bool:
        return isinstance(self.value, dict) and ("items" in self.value or "area" in self.value)

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the nearest known key on the way to `path`."""
        node, line = self.root, 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = [(key.start_mark.line, value) for key, value in node.value if key.value == step]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = [(node.value[step].start_mark.line, node.value[step])]
            else:
                found = []
            if not found:
                break
            number, node = found[-1]
            line = number + 1
        return line

    def fault(self, path: Sequence[str | int], message: str) -> str:
        keys = ".".join(str(key) for key in path if isinstance(key, str)) or "文件"
        return f"{self.name}:{self.line(*path)}: {keys}: {message}"

    def merged(self, other: Parsed) -> Parsed:
        """This file with what a local file of the same name adds."""
        return self._replace(value=_merged(self.value, other.value))


def _merged(ours: Any, theirs: Any) -> Any:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {**ours, **{key: _merged(ours[key], value) if key in ours else value for key, value in theirs.items()}}
    if isinstance(ours, list) and isinstance(theirs, list):
        return [*ours, *(one for one in theirs if one not in ours)]
    return theirs


def parsed(path: Path, data: bytes) -> Parsed:
    """Never raises: what is wrong with the YAML is among the faults."""
    name = path.name
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError:
        return Parsed(name, None, None, (f"{name}:1: 文件: 不是 UTF-8 编码，请另存为 UTF-8",))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Parsed(
            name, None, None, (f"{name}:{line}: 文件: YAML 写法有误：{error.problem}（检查缩进、冒号后的空格和引号）",)
        )
    except yaml.YAMLError as error:
        return Parsed(name, None, None, (f"{name}:1: 文件: YAML 写法有误：{error}",))
    if root is None:
        return Parsed(name, None, None, (f"{name}:1: 文件: 文件是空的",))
    faults: list[str] = []
    constructor = _LOADER("")
    value = _value(root, faults, name, constructor)
    constructor.dispose()
    return Parsed(name, value, root, tuple(faults))


def _value(node: Any, faults: list[str], name: str, constructor: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key in found:
                faults.append(f"{name}:{key_node.start_mark.line + 1}: {key}: 重复写了两次")
            found[key] = _value(value_node, faults, name, constructor)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, faults, name, constructor) for one in node.value]
    if node.tag in _AS_WRITTEN:
        return node.value
    return constructor.construct_object(node)


# ── faults ──────────────────────────────────────────────────────────────────────────────


def table_faults(file: Parsed, schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the shape of `laws.yaml`, `wording.yaml` or `calendar.yaml`."""
    yield from (message for _, message in sorted(_schema_faults(file, {**schema, "$defs": shared})))


def repeated(files: Sequence[Parsed]) -> Iterator[str]:
    """Ids that several local files have: only one of the items could hold."""
    seen: dict[str, str] = {}
    for file in files:
        for number, item in enumerate(file.value["items"]):
            if seen.setdefault(item["id"], file.name) != file.name:
                yield file.fault(("items", number, "id"), f"编号“{item['id']}”在 {seen[item['id']]} 里已经有了")


def scoring_faults(file: Parsed, items: Mapping[str, Any]) -> Iterator[str]:
    """Grades and items that `scoring.yaml` names and that are not there, grades that leave a score without one."""
    grades = [one["name"] for one in file.value["grades"]]
    bounds = [one["from"] for one in file.value["grades"]]
    if bounds != sorted(bounds, reverse=True) or bounds[-1] != 0:
        yield file.fault(("grades",), "要从高到低排列，最后一等从 0 分起")
    veto = file.value["veto"]
    for key in ("fail", "cap"):
        if veto[key] not in grades:
            yield file.fault(("veto", key), f"grades 里没有“{veto[key]}”")
    for key in ("blocks", "fail-if-missing", "cap-if-missing", "cap-if-weak"):
        for index, name in enumerate(veto[key]):
            if name not in items:
                yield file.fault(("veto", key, index), f"没有编号为“{name}”的检查项")


def area_items(
    file: Parsed, schema: Mapping[str, Any], sources: Mapping[str, Any], groups: Mapping[str, Sequence[str]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The items of an area file as plain data, and everything wrong with it in the order of its lines."""
    found = [*_schema_faults(file, schema)]
    items: list[dict[str, Any]] = []
    if not found:
        found.extend(_meaning_faults(file, sources))
        items.extend(_compiled_item(file, number, groups, found) for number in range(len(file.value["items"])))
    return items, [message for _, message in sorted(found)]


def _schema_faults(file: Parsed, schema: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    from jsonschema_rs import Draft202012Validator as Quick

    # says yes or no in a millisecond; loading what can name the faults takes longer than all the rest of a start
    if Quick(dict(schema)).is_valid(file.value):
        return
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema).iter_errors(file.value):
        path: tuple[str | int, ...] = tuple(error.absolute_path)
        for where, message in _told(error, path):
            yield file.line(*where), file.fault(where, message)


def _told(error: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """A schema error in Chinese, at the key that is wrong."""
    match error.validator:
        case "additionalProperties":
            known = "、".join(error.schema["properties"])
            for key in error.instance:
                if key not in error.schema["properties"]:
                    yield (*path, key), f"不认识的键，可用的有：{known}"
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            if error.message.split("'")[1:2] == missing[:1] or len(missing) == 1:
                yield path, f"缺少：{'、'.join(missing)}"
        case "enum":
            yield path, f"“{error.instance}”不在可用的值里：{'、'.join(map(str, error.validator_value))}"
        case "type":
            names = {"object": "一组键值", "array": "列表", "string": "文字", "integer": "整数", "number": "数"}
            yield path, f"应当是{names.get(error.validator_value, error.validator_value)}，写的是“{error.instance}”"
        case "pattern":
            wanted = {
                r"^\d{4}-\d{2}-\d{2}$": "应当是 2021-01-01 这样的日期",
                r"^20\d\d—20\d\d$": "应当是 2021—2025 这样的起止年（中间是一字线）",
            }
            usual = "只能用小写字母、数字和连字符，以字母开头"
            yield path, f"“{error.instance}”{wanted.get(error.validator_value, usual)}"
        case "minLength" | "minItems" | "minProperties":
            yield path, "不能为空"
        case "minimum" | "maximum":
            least = error.validator == "minimum"
            yield path, f"写的是 {error.instance}，不能{'小于' if least else '大于'} {error.validator_value}"
        case "oneOf" if "wrong" in error.schema.get("properties", {}):
            yield path, "要写 wrong（错误的写法），或者 pattern 和 needs"
        case "anyOf" | "oneOf":
            yield path, "例子应当是一句话，或者 {role, heading, title, kind, year, text}"
        case _:
            yield path, str(error.message)


def _meaning_faults(file: Parsed, sources: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    def fault(path: Path_, message: str) -> tuple[int, str]:
        return file.line(*path), file.fault(path, message)

    seen: set[str] = set()
    for number, item in enumerate(file.value["items"]):
        at: Path_ = ("items", number)
        if item["id"] in seen:
            yield fault((*at, "id"), f"编号“{item['id']}”在本文件里重复")
        seen.add(item["id"])
        for index, basis in enumerate(item["basis"]):
            if basis["source"] not in sources:
                yield fault((*at, "basis", index, "source"), f"sources.yaml 里没有“{basis['source']}”")
        if "fact" not in item and not any(level in item for level in ("enough", "evidence")):
            yield fault(at, f"“{item['id']}”没有 fact，也没有 enough 或者 evidence，永远不会具备")
        yield from (fault((*at, "examples"), message) for message in _too_few_examples(item))


def _too_few_examples(item: Mapping[str, Any]) -> Iterator[str]:
    wanted = {"covered": 2, "weak": 0 if item["id"] in _NO_WEAK else 1, "missing": 1, "decoy": 1}
    for name, least in wanted.items():
        if len(item["examples"].get(name, ())) < least:
            yield f"“{item['id']}”的 {name} 例子至少要有{least}句"


def source_faults(file: Parsed) -> Iterator[str]:
    """Sources need an id and a name, once each."""
    seen: set[str] = set()
    for number, one in enumerate(file.value.get("sources") or ()):
        for key in ("id", "name"):
            if not isinstance(one, dict) or not one.get(key):
                yield file.fault(("sources", number), f"缺少 {key}")
        for key in one if isinstance(one, dict) else ():
            if key not in ("id", "name", "number", "since", "until"):
                yield file.fault(("sources", number, key), "不认识的键，可用的有：id、name、number、since、until")
        if isinstance(one, dict) and one.get("id") in seen:
            yield file.fault(("sources", number, "id"), f"“{one['id']}”重复")
        if isinstance(one, dict):
            seen.add(str(one.get("id")))


# ── checked YAML → plain data that a cache can keep ─────────────────────────────────────


def _compiled_item(
    file: Parsed, number: int, groups: Mapping[str, Sequence[str]], faults: list[tuple[int, str]]
) -> dict[str, Any]:
    """An item with its patterns taken apart; only lists, numbers and strings. Lines that are wrong go to `faults`."""
    raw = file.value["items"][number]
    years = raw.get("years", {})
    words, lines = partial(rulebook.wordings, groups=groups), partial(rulebook.pattern, groups=groups)

    def made(make: Callable[[Any], _Made], key: str) -> list[_Made]:
        found: list[_Made] = []
        for index, line in enumerate(raw.get(key, ())):
            try:
                found.append(make(line))
            except ValueError as error:
                at = ("items", number, key, index)
                faults.append((file.line(*at), file.fault(at, f"“{line}”：{error}")))
        return found

    return {
        "id": raw["id"],
        "area": file.value["area"],
        "title": raw["title"],
        "asks": raw["asks"],
        "bodies": raw["bodies"],
        "basis": [[one["source"], one.get("article", "")] for one in raw["basis"]],
        "roles": raw["roles"],
        "weak-roles": raw.get("weak-roles", []),
        "from-heading": raw.get("from-heading", False),
        "fact": raw.get("fact", ""),
        "since": years.get("from", 0),
        "until": years.get("to", 9999),
        "unless": _once(made(words, "unless")),
        "dismiss": _once(made(words, "dismiss")),
        "specific": raw.get("specific", list(rulebook.ALL_SPECIFIC)),
        "advice": raw["advice"],
        "fill-in": raw["fill-in"],
        "examples": raw["examples"],
        "file": file.name,
        "line": file.line("items", number),
        **{
            level: [
                [one.ideas, one.within, one.without, one.source, sorted(role.value for role in one.roles)]
                for one in made(lines, level)
            ]
            for level in _LEVELS
        },
    }


def _once(lines: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for line in lines for word in line))
