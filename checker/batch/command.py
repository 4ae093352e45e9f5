"""`fazhi audit` and `fazhi roster init`: their arguments and what they say."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.overview import Overview

LEVELS = ("error", "warning", "hint", "never")


def add(commands: Any, add_common: Any, day: Any, points: Any, output: Any) -> None:
    """Add both commands to a parser; the rest are those of the other commands."""
    _add_audit(commands, add_common, day, points)
    _add_roster(commands, output)


def _add_audit(commands: Any, add_common: Any, day: Any, points: Any) -> None:
    text = "成批检查一个文件夹的报告，写出各单位的对照检查单和总览"
    parser = commands.add_parser("audit", help="成批检查一个文件夹的报告", description=text)
    parser.add_argument("source", type=Path, metavar="文件夹", help="放有报告的文件夹（含下级文件夹），或者它的 .zip")
    parser.add_argument(
        "-o", "--output", type=_folder, default=Path("out"), metavar="文件夹", help="写入的文件夹，默认 out"
    )
    parser.add_argument("--roster", type=Path, metavar="花名册", help="应报单位，.csv 或 .xlsx")
    parser.add_argument("--previous", type=Path, metavar="文件夹", help="上年的报告，用来查雷同和上年安排的落实")
    parser.add_argument(
        "--jobs", type=_jobs, default=_processors(), metavar="个数", help="同时用几个进程，默认等于处理器个数"
    )
    parser.add_argument("--cluster", default="", metavar="地址", help="用 dask 集群检查，例如 tcp://10.0.0.1:8786")
    parser.add_argument("--docx", action="store_true", help="另外把各单位的对照检查单写成 Word 函件")
    parser.add_argument("--diff", action="store_true", help="在总览和屏幕上说明与上次检查相比的变化")
    add_common(parser)
    parser.add_argument("--rules", type=Path, metavar="文件夹", help="另外读取的本地规则")
    parser.add_argument("--as-of", type=day, metavar="日期", help="判断逾期等所依据的日期，默认今天")
    parser.add_argument(
        "--fail-on", choices=LEVELS, default="never", help="有这一级及以上的问题时退出码为1，默认 never"
    )
    parser.add_argument("--fail-under", type=points, metavar="分数", help="有单位低于这个分数时退出码为1")
    parser.add_argument("--no-waivers", action="store_true", help="不理会 fazhi.toml 里的豁免")
    parser.add_argument(
        "--inline-waivers",
        action="store_true",
        help="采纳报告文内注释里的豁免；默认不采纳，只在对照检查单和总览里列出",
    )
    parser.add_argument("--quiet", action="store_true", help="不显示进度")
    parser.set_defaults(run=_audit)


def _add_roster(commands: Any, output: Any) -> None:
    parser = commands.add_parser("roster", help="花名册", description="应报单位的花名册")
    actions = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=type(parser))
    text = "读一个文件夹的报告，写出可以修改补充的花名册"
    init = actions.add_parser("init", help=text, description=text)
    init.add_argument("source", type=Path, metavar="文件夹", help="放有报告的文件夹或者它的 .zip")
    init.add_argument("-o", "--output", type=output, metavar="文件", help="写入文件，不写到屏幕")
    init.set_defaults(run=_roster_init)


def _folder(value: str) -> Path:
    if value in ("", "-"):
        raise UsageError("成批检查写出一个文件夹，不能写到屏幕", "请在 -o 后面写文件夹的名称")
    return Path(value)


def _jobs(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= 256:
        raise UsageError(f"--jobs 的值“{value}”不能识别", "请写 1 到 256 的整数")
    return int(value)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# ── the commands ────────────────────────────────────────────────────────────────────────


def _audit(options: argparse.Namespace) -> int:
    from checker.batch import progress
    from checker.batch.flow import Order, audited
    from checker.identity import Told, kind_named

    def stage(name: str) -> AbstractContextManager[None]:
        if sys.stderr.isatty() and not options.quiet:
            progress.say(f"{name}……")
        return nullcontext()

    try:
        whole = audited(
            Order(
                options.source,
                options.output,
                options.roster,
                options.previous,
                options.rules,
                Told(options.agency, kind_named(options.kind) if options.kind else None, options.year),
                options.as_of or date.today(),
                options.jobs,
                options.cluster,
                options.docx,
                options.diff,
                options.quiet,
                options.max_mb,
                not options.no_waivers,
                options.inline_waivers,
            ),
            stage,
        )
    except KeyboardInterrupt:
        progress.say("已中断。检查过的报告都已记下，再次运行同样的命令会接着做。")
        raise
    _say("\n".join(_told(whole, options.output)))
    return _status(whole, options)


def _told(whole: Overview, output: Path) -> list[str]:
    from checker.writers.overview_md import change_told
    from checker.writers.phrases import visible
    from checker.writers.summary import sentences

    lines = [
        visible(f"重复报送：{one.agency}，以“{one.kept}”为准（{one.reason}），不计：{'、'.join(one.others)}")
        for one in whole.duplicates[:20]
    ]
    if whole.unread:
        lines.append(f"没有检查 {len(whole.unread)} 个文件：")
        lines += [visible(f"{one.path}：{one.reason}") for one in whole.unread[:20]]
        lines += [f"……全部见 {output / 'overview.xlsx'}"] if len(whole.unread) > 20 else []
    if whole.changes:
        lines.append(f"与上次检查相比，{len(whole.changes)} 个单位有变化：")
        lines += [f"  {change_told(one)}" for one in whole.changes[:50]]
    return [
        *lines,
        *(f"{what}：{visible(told)}" for what, told in sentences(whole)),
        f"总览：{output / 'overview.html'}（另有 overview.md、overview.xlsx）；各单位的对照检查单：{output / 'agencies'}",
    ]


def _status(whole: Overview, options: argparse.Namespace) -> int:
    if whole.unread:
        return 3
    wanted = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on != "never" else ()
    if any(row.brief.worst in wanted for row in whole.rows):
        return 1
    least = options.fail_under
    return 1 if least is not None and any(score < least for score in whole.scores) else 0


def _roster_init(options: argparse.Namespace) -> int:
    from checker.batch.roster import drafted, written
    from checker.files import write

    if options.output and options.output.suffix.lower() in (".xls", ".xlsx", ".et"):
        raise UsageError("花名册写成 .csv，Excel、WPS 可以直接打开", "请把 -o 后面的文件名改成 .csv")
    if options.output and options.output.is_file():
        raise UsageError(f"“{options.output}”已经存在，里面可能有您补充的单位", "请换一个文件名，或者先把它移走")
    data = written(drafted(options.source))
    if options.output:
        write(options.output, data)
    else:
        sys.stdout.buffer.write(data)
    return 0


def _say(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode(sys.stdout.encoding or "utf-8", "replace"))
    sys.stdout.flush()
