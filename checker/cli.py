"""Arguments in; bytes and an exit status out."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from checker import __version__, cache, expressions
from checker.batch import command as batch
from checker.digest import digest
from checker.errors import CheckerError, UnreadableError, UsageError, unexpected
from checker.model import LARGEST, Run

if TYPE_CHECKING:
    from checker.run import Checker

FORMATS = ("text", "markdown", "json", "sarif", "github")
LEVELS = ("error", "warning", "hint", "never")


_NOT_WRITTEN = {".doc", ".docx", ".wps", ".pdf", ".ofd", ".xls", ".xlsx"}


class _Parser(argparse.ArgumentParser):
    """argparse with Chinese headings and errors."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        # asked for at every argument; left to itself it would import all of shutil to learn the width of the terminal
        return argparse.HelpFormatter(self.prog, width=_width())

    def error(self, message: str) -> NoReturn:
        named = next((one for one in sys.argv[1:] if one.startswith("-") and len(one) > 1 and Path(one).exists()), "")
        hint = f"文件名以 - 开头的，请写成 ./{named}" if named else f"{self.prog} --help 查看用法"
        raise UsageError(_chinese(message), hint)

    def format_help(self) -> str:
        words = {
            "usage: ": "用法：",
            "positional arguments:": "参数：",
            "options:": "选项：",
            "show this help message and exit": "显示本说明",
        }
        found = super().format_help()
        for english, chinese in words.items():
            found = found.replace(english, chinese)
        return found


def _width() -> int:
    try:
        return int(os.environ.get("COLUMNS", "")) - 2
    except ValueError:
        return (os.get_terminal_size().columns if sys.stdout.isatty() else 100) - 2


def _chinese(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数："),
        ("unrecognized arguments: ", "不认识的参数："),
        ("expected one argument", "后面要写一个值"),
        ("expected at least one argument", "后面至少要写一个值"),
        ("invalid choice: ", "没有这个选项："),
        ("choose from", "可用："),
        ("argument ", "参数 "),
        ("invalid ", "不能识别："),
        (" value: ", "，写的是 "),
    ):
        message = message.replace(english, chinese)
    return message


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit status: 0 good, 1 findings, 2 wrong use, 3 something was not read."""
    _open_streams()
    try:
        status = command(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except CheckerError as error:
        _complain(str(error))
        status = error.exit_status
    except BrokenPipeError:
        # the reader of our output went away (fazhi … | head): nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    except OSError as error:
        from checker.files import reason

        _complain(f"结果没有写完：{reason(error)}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = UsageError.exit_status
    except Exception as error:  # nobody is helped by a traceback
        told = unexpected(error)
        _complain(str(told))
        status = told.exit_status
    _leave(status)


def _open_streams() -> None:
    """A stream that was closed before the start (fazhi … >&-) is one that nobody reads."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- open until the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- open until the end


def _leave(status: int) -> NoReturn:
    """End at once: taking every object apart again would only cost time."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def command(arguments: Sequence[str]) -> int:
    """Follow the arguments; the exit status. Raises CheckerError."""
    options = _parser(arguments).parse_args(arguments)
    patterns = f"patterns-{digest(__version__.encode(), sys.version.encode())}"
    expressions.use(cache.kept(patterns) or {})
    status: int = options.run(options)
    if made := expressions.programs():
        cache.keep(patterns, made)
    return status


def _complain(message: str) -> None:
    sys.stdout.flush()
    sys.stderr.buffer.write(f"fazhi: {message}\n".encode(sys.stderr.encoding or "utf-8", "replace"))
    sys.stderr.flush()


# ── the arguments ───────────────────────────────────────────────────────────────────────


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="fazhi", description="对照督察规定第二十五条等要求，检查法治政府建设年度报告。")
    parser.add_argument("--version", action="version", version=f"fazhi {__version__}", help="显示版本")
    commands = parser.add_subparsers(
        title="命令", metavar="命令", required=True, parser_class=_Parser, prog=parser.prog
    )
    # to describe every command takes longer than to read the report
    check_alone = arguments[:1] == ["check"]
    _add_check(commands)
    if not check_alone:
        batch.add(commands, _add_common, _day, _points, _output)
        _add_read(commands)
        _add_waivers(commands)
        _add_rules(commands)
    return parser


_Commands = "argparse._SubParsersAction[_Parser]"


def _add_identity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kind", metavar="类别", help="单位类别：政府、部门、乡镇街道、开发区、党委部门、垂直管理部门（或英文名）"
    )
    parser.add_argument("--year", metavar="年度", type=_year, help="报告年度，例如 2024")
    parser.add_argument("--agency", metavar="单位", help="报告单位名称")


def _add_common(parser: argparse.ArgumentParser) -> None:
    _add_identity(parser)
    parser.add_argument(
        "--max-mb", type=_megabytes, default=LARGEST, metavar="MB", help="超过这个大小的文件不读取，默认 50"
    )


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("check", help="检查一份或几份报告", description="检查报告写到了哪些、缺哪些、怎样补。")
    parser.add_argument("paths", nargs="+", metavar="文件", help="报告文件；- 表示标准输入")
    _add_common(parser)
    parser.add_argument("--format", choices=FORMATS, help="输出格式，默认 text")
    parser.add_argument("-o", "--output", type=_output, metavar="文件", help="写入文件，不写到屏幕")
    parser.add_argument(
        "--docx",
        action="store_true",
        help="另外把对照检查单写成 Word 函件：写到 -o 指定的 .docx，没有指定时写在报告旁边",
    )
    parser.add_argument("--fail-on", choices=LEVELS, help="有这一级及以上的问题时退出码为1，默认 error")
    parser.add_argument("--fail-under", type=_points, metavar="分数", help="得分低于这个分数时退出码为1")
    parser.add_argument("--as-of", type=_day, metavar="日期", help="判断逾期等所依据的日期，默认今天")
    parser.add_argument("--rules", type=Path, metavar="文件夹", help="另外读取的本地规则")
    parser.add_argument(
        "--hook", action="store_true", help="作为 pre-commit 钩子运行：不是年度报告的文件只提示、不算失败"
    )
    parser.add_argument(
        "--fix", action="store_true", help="直接改正 .md、.txt 里确定无疑的文字问题（残留、水印、半角标点等）"
    )
    parser.add_argument("--diff", action="store_true", help="显示 --fix 的修改；不加 --fix 时只显示，不改文件")
    parser.add_argument("--no-waivers", action="store_true", help="不理会 fazhi.toml 和文内注释里的豁免")
    parser.set_defaults(run=_check)


def _add_waivers(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "waivers", help="列出豁免和它们的状态", description="列出 fazhi.toml 和文内注释里的豁免。"
    )
    parser.add_argument("paths", nargs="*", metavar="文件", help="报告文件或者文件夹，默认是当前文件夹")
    parser.add_argument("--as-of", type=_day, metavar="日期", help="判断过期所依据的日期，默认今天")
    parser.add_argument("--rules", type=Path, metavar="文件夹", help="另外读取的本地规则")
    parser.set_defaults(run=_waivers)


def _add_read(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("read", help="显示程序从文件里读到了什么")
    parser.add_argument("path", metavar="文件", help="- 表示标准输入")
    _add_common(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")
    parser.add_argument("-o", "--output", type=_output, metavar="文件", help="写入文件，不写到屏幕")
    parser.set_defaults(run=_read)


def _add_rules(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser("rules", help="查看、检验规则")
    actions = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser, prog=parser.prog)
    for name, text, run in (
        ("list", "列出全部检查项", _rules_list),
        ("show", "显示一条检查项", _rules_show),
        ("test", "检验全部规则和例子", _rules_test),
        ("try", "逐句说明一份报告为什么这样判断", _rules_try),
    ):
        one = actions.add_parser(name, help=text, description=text)
        if name in ("show", "try"):
            one.add_argument("id", metavar="编号")
        if name == "try":
            one.add_argument("path", metavar="文件")
            _add_identity(one)
        if name == "test":
            one.add_argument("--area", metavar="领域", help="只检验一个领域")
        one.add_argument("--rules", type=Path, metavar="文件夹", help="另外读取的本地规则")
        one.set_defaults(run=run)


def _year(value: str) -> int:
    if not value.isdigit() or not 2000 <= int(value) <= 2099:
        raise UsageError(f"--year 的值“{value}”不能识别", "请写四位年份，例如 2024")
    return int(value)


def _output(value: str) -> Path | None:
    """The file to write; None for the screen, of which `-` is the usual name."""
    return None if value == "-" else Path(value)


def _settle_output(output: Path | None, paths: Iterable[str], *, letter: bool = False) -> None:
    """Raise UsageError where the output would take the place of a document that is to be read, or cannot be opened.

    `letter`: a Word file can be written.
    """
    if output is not None and output.suffix.lower() in _NOT_WRITTEN - ({".docx"} if letter else set()):
        raise UsageError(f"写不出“{output.suffix}”文件", "请用 .txt、.md 或者 .json 等文件名")
    if output is not None and any(output.resolve() == Path(path).resolve() for path in paths if path != "-"):
        raise UsageError(f"-o 写的“{output}”就是要检查的文件，会把它覆盖", "请换一个文件名")


def _megabytes(value: str) -> int:
    try:
        found = int(float(value) * 1024 * 1024)
    except (ValueError, OverflowError):
        found = 0
    if found <= 0:
        raise UsageError(f"--max-mb 的值“{value}”不能识别", "请写大于 0 的数，例如 50")
    return found


def _points(value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        found = -1
    if not 0 <= found <= 100:
        raise UsageError(f"--fail-under 的值“{value}”不能识别", "请写 0 到 100 的数，例如 80")
    return found


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"日期“{value}”不能识别", "请写成 2025-03-01") from None


# ── the commands ────────────────────────────────────────────────────────────────────────


def _told(options: argparse.Namespace):  # type: ignore[no-untyped-def]
    from checker.identity import Told, kind_named

    return Told(options.agency, kind_named(options.kind) if options.kind else None, options.year)


def _check(options: argparse.Namespace) -> int:
    from checker.rulebook import load
    from checker.run import Checker

    _settle_output(options.output, options.paths, letter=True)
    options.docx = options.docx or _is_letter(options.output)
    _fill_in(options)
    today = options.as_of or date.today()
    rules = load(options.rules)
    checker = Checker(rules, _told(options), today, options.as_of, not options.no_waivers, options.max_mb)
    paths = dict.fromkeys(options.paths)
    if options.fix or options.diff:
        _fix(checker, paths, write=options.fix, show=options.diff, aside=options.format != "text")
    run = checker.run(paths, hook=options.hook)
    if options.docx:
        _put_letters(run, options)
    if options.format == "text":
        _put_text(run, options.output)
    else:
        sent = _to_send(run) if options.format == "markdown" else run
        _put(importlib.import_module(f"checker.writers.{options.format}").render(sent), options.output)
    for note in run.notes:
        _complain(note)
    for failure in run.failures:
        _complain(f"{failure.path}：{failure.reason}")
    return _status(run, options)


def _fill_in(options: argparse.Namespace) -> None:
    """What the command line leaves open is taken from the `fazhi.toml` of the first document, else from the defaults."""
    from checker.files import configuration_file
    from checker.run import STANDARD_INPUT

    first = options.paths[0]
    file = configuration_file(Path() if first == STANDARD_INPUT else Path(first).parent)
    told: Mapping[str, Any] = {}
    if file is not None:
        from checker import waivers
        from checker.errors import ConfigurationError

        told = waivers.options(file)
        if "format" in told and told["format"] not in FORMATS:
            raise ConfigurationError(f"{file}：[check] 的 format 没有“{told['format']}”", f"可用：{'、'.join(FORMATS)}")
        if "fail-on" in told and told["fail-on"] not in LEVELS:
            raise ConfigurationError(
                f"{file}：[check] 的 fail-on 没有“{told['fail-on']}”", f"可用：{'、'.join(LEVELS)}"
            )
    for name in ("kind", "year", "agency", "format", "fail-on", "fail-under", "rules"):
        key = name.replace("-", "_")
        if getattr(options, key) is None and name in told:
            setattr(options, key, file.parent / told[name] if name == "rules" and file else told[name])
    options.format = options.format or "text"
    options.fail_on = options.fail_on or "error"


def _fix(checker: Checker, paths: Iterable[str], *, write: bool, show: bool, aside: bool) -> None:
    """Correct what is certain; a file that cannot be corrected is told and left as it is.

    `show`: print what is changed, `aside` from the results.
    """
    from checker import files, fix
    from checker.readers import txt
    from checker.run import STANDARD_INPUT, content

    for path in paths:
        try:
            if path == STANDARD_INPUT:
                raise UnreadableError("标准输入不能直接修改", "请指定文件")
            old = content(path, checker.largest)
            new = checker.fixed(path, old)
        except UnreadableError as error:
            _complain(f"{path}：没有修改：{error}")
            continue
        if show:
            told = fix.difference(path, txt.decoded(old), txt.decoded(new))
            # a program that reads the results must not find anything else among them
            sys.stderr.write(told) if aside else _say(told.encode())
        if new == old:
            _complain(f"{path}：没有可以自动改正的地方")
        if write and new != old:
            files.write(Path(path).resolve(), new)
            _complain(f"{path}：已改正，请用版本管理或者 --diff 核对")


def _waivers(options: argparse.Namespace) -> int:
    from checker import waivers
    from checker.files import CONFIGURATION, configuration_file
    from checker.identity import Told
    from checker.rulebook import load
    from checker.run import content, understood

    status = 0
    known = frozenset(item.id for item in load(options.rules).items)
    found: dict[waivers.Waiver, None] = {}
    for path in map(Path, options.paths or ["."]):
        nearest = configuration_file(path if path.is_dir() else path.parent)
        below = sorted(path.rglob(CONFIGURATION)) if path.is_dir() else []
        for file in (nearest, *(one.resolve() for one in below)):
            found.update(dict.fromkeys(waivers.load(file, known).waivers))
        documents = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        for one in map(str, documents):
            try:
                document, _ = understood(one, content(one), Told())
            except UnreadableError as error:
                _complain(f"{one}：{error}")
                status = error.exit_status
                continue
            found.update(dict.fromkeys(waivers.inline(one, document, known)))
    lines = waivers.listing(found, options.as_of or date.today())
    _say("".join(f"{line}\n" for line in lines).encode())
    return status


def _status(run: Run, options: argparse.Namespace) -> int:
    from checker.score import level, score

    if run.failures:
        return 3
    wanted = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on != "never" else ()
    for audit in run.audits:
        levels = {level(one, audit.scoring) for one in audit.findings} | {
            one.severity for one in audit.defects if not one.waived
        }
        if any(one in wanted for one in levels if one):
            return 1
        total = score(audit).total
        if options.fail_under is not None and total is not None and total < options.fail_under:
            return 1
    return 0


def _is_letter(output: Path | None) -> bool:
    return output is not None and output.suffix.lower() == ".docx"


def _put_letters(run: Run, options: argparse.Namespace) -> None:
    """One Word letter for all documents where `-o` names a .docx, else one beside each document."""
    from checker.files import spared, write
    from checker.run import STANDARD_INPUT
    from checker.writers import letter

    one = options.output if _is_letter(options.output) else None
    if one is None and STANDARD_INPUT in options.paths:
        raise UsageError("从标准输入读取时不知道把 Word 函件写到哪里", "请用 -o 指定 .docx 文件")
    if one is not None:
        options.output = None
    letters = (
        {one: run} if one else {_beside(audit.path): run._replace(audits=(audit,), failures=()) for audit in run.audits}
    )
    for path, part in letters.items():
        if part.audits:
            if one is None and path.is_file() and not letter.is_untouched(path.read_bytes()):
                _complain(f"“{path}”改动过，改动过的另存为“{spared(path).name}”")
            write(path, letter.render(_to_send(part)))
            _complain(f"已写入 {path}")


def _to_send(run: Run) -> Run:
    """With the names of the files alone: in which folder they lie here concerns no agency."""
    return run._replace(
        audits=tuple(one._replace(path=_named(one.path)) for one in run.audits),
        failures=tuple(one._replace(path=_named(one.path)) for one in run.failures),
    )


def _named(path: str) -> str:
    from checker.run import STANDARD_INPUT

    return "标准输入" if path == STANDARD_INPUT else Path(path).name


def _beside(path: str) -> Path:
    return Path(path).with_name(f"{Path(path).stem}-对照检查单.docx")


def _put_text(run: Run, output: Path | None) -> None:
    from checker.writers import text

    colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    _say(text.render(run, colour=colour), output)


def _say(data: bytes, output: Path | None = None) -> None:
    """Words for people: in the encoding of the console, which is GBK on many systems; a file gets UTF-8."""
    encoding = sys.stdout.encoding or "utf-8"
    _put(data if output or encoding.lower() == "utf-8" else data.decode().encode(encoding, "replace"), output)


def _put(data: bytes, output: Path | None = None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return
    from checker.files import write

    write(output, data)


def _read(options: argparse.Namespace) -> int:
    from checker.files import shown
    from checker.run import content, readable, understood
    from checker.writers import outline

    _settle_output(options.output, [options.path])
    document, who = understood(options.path, content(options.path, options.max_mb), _told(options))
    if options.format == "json":
        _put(outline.as_json(shown(options.path), document, who), options.output)
    else:
        _say(outline.as_text(shown(options.path), document, who), options.output)
    return 0 if readable(document) else UnreadableError.exit_status


def _rules_list(options: argparse.Namespace) -> int:
    from checker import authoring
    from checker.rulebook import load

    _say(authoring.listing(load(options.rules)))
    return 0


def _rules_show(options: argparse.Namespace) -> int:
    from checker import authoring
    from checker.rulebook import load

    rules = load(options.rules, examples=True)
    _say(authoring.shown(rules, rules.item(options.id)))
    return 0


def _rules_test(options: argparse.Namespace) -> int:
    from checker import authoring, proving
    from checker.rulebook import load

    rules = load(options.rules, examples=True)
    if options.rules:
        _say(authoring.changes(load(examples=True), rules))
    report, good = proving.report(rules, options.area)
    _say(report)
    return 0 if good else 1


def _rules_try(options: argparse.Namespace) -> int:
    from checker import authoring
    from checker.rulebook import load
    from checker.run import content, understood

    rules = load(options.rules, examples=True)
    item = rules.item(options.id)
    document, _ = understood(options.path, content(options.path), _told(options))
    _say(authoring.tried(rules, item, document))
    return 0
