"""A batch from outside: everything is written, nothing is lost, the same input gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.batch.gather import gather
from checker.batch.store import Store
from tests.batches import DAY, ROOT, audit, batch, command, environment, fazhi, many, outputs, report
from tests.documents import docx_bytes


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return batch(
        tmp_path / "in",
        {
            "部门/财政局.txt": report("云河县财政局"),
            "部门/市监局.md": report("云河县市场监督管理局", number=3),
            "乡镇/下太镇.txt": report("下太镇人民政府", number=4),
            "部门/坏.docx": b"PK\x03\x04 broken",
            "要点.txt": "云河县2024年法治政府建设工作要点\n\n一、加强学习\n组织培训。\n",
            "照片.jpg": b"\xff\xd8\xff",
            "~$锁.docx": b"lock",
        },
    )


def rows(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "results.csv").read_bytes().decode("utf-8-sig"))))


def records(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_agency_gets_a_gap_report_and_what_was_not_read_is_named(small: Path, tmp_path: Path) -> None:
    done = audit(small, tmp_path / "out")
    found = {path.name for path in (tmp_path / "out" / "agencies").iterdir()}
    failed = {row["文件"]: row["说明"] for row in rows(tmp_path / "out") if row["状态"] == "没有检查"}

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert found == {"云河县财政局.md", "云河县市场监督管理局.md", "下太镇人民政府.md"}
    assert set(failed) == {"部门/坏.docx", "要点.txt", "照片.jpg"}
    assert "不是法治政府建设年度报告" in failed["要点.txt"]


def test_each_line_of_the_results_is_an_audit_as_check_gives_it(small: Path, tmp_path: Path) -> None:
    audit(small, tmp_path / "out")
    line = next(one for one in records(tmp_path / "out") if one["agency"] == "云河县财政局")
    checked = json.loads(
        fazhi(
            "check", "部门/财政局.txt", "--format", "json", "--as-of", "2025-06-01", "--fail-on", "never", cwd=small
        ).stdout
    )
    schema = json.loads((ROOT / "checker" / "writers" / "result.schema.json").read_text(encoding="utf-8"))

    assert line == checked["reports"][0]
    assert list(Draft202012Validator(schema).iter_errors({**checked, "reports": [line]})) == []


def test_what_somebody_changed_in_the_output_is_kept(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    audit(small, out)
    for name in ("agencies/云河县财政局.md", "agencies/下太镇人民政府.md", "overview.md"):
        with (out / name).open("a", encoding="utf-8") as stream:
            stream.write("\n已电话告知。\n")
    (small / "乡镇/下太镇.txt").unlink()
    done = audit(small, out)
    again = audit(small, out)

    assert "已电话告知" in (out / "agencies/云河县财政局-改动稿.md").read_text(encoding="utf-8")
    assert "已电话告知" not in (out / "agencies/云河县财政局.md").read_text(encoding="utf-8")
    assert "已电话告知" in (out / "agencies/下太镇人民政府.md").read_text(encoding="utf-8")
    assert "已电话告知" in (out / "overview-改动稿.md").read_text(encoding="utf-8")
    assert done.stderr.decode().count("改动过") == 5  # told of three files, twice where they were renamed
    assert "改动过" not in again.stderr.decode()


def test_the_number_of_jobs_changes_no_byte(tmp_path: Path) -> None:
    many(tmp_path / "in", 70)
    for jobs in ("1", "2", "3"):
        audit(tmp_path / "in", tmp_path / jobs, "--jobs", jobs, "--docx")

    assert outputs(tmp_path / "1") == outputs(tmp_path / "2") == outputs(tmp_path / "3")
    assert len(outputs(tmp_path / "1")) == 2 * 68 + 5


def test_a_zip_is_read_like_the_folder_it_was_made_of(small: Path, tmp_path: Path) -> None:
    # Windows in Chinese writes names in GBK and does not say so; zipfile cannot, so names of the same length are replaced
    names = {f"{number:02d}": path for number, path in enumerate(sorted(small.rglob("*"))) if path.is_file()}
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for mark, path in names.items():
            length = len(path.relative_to(small).as_posix().encode("gbk"))
            archive.writestr(mark + "-" * (length - 2), path.read_bytes())
        archive.writestr("../../outside.txt", report("云河县司法局"))
        archive.writestr("outside.txt", report("云河县审计局"))
    raw = (tmp_path / "in.zip").read_bytes()
    for mark, path in names.items():
        name = path.relative_to(small).as_posix().encode("gbk")
        raw = raw.replace(mark.encode() + b"-" * (len(name) - 2), name)
    (tmp_path / "in.zip").write_bytes(raw)
    audit(small, tmp_path / "folder")
    done = audit(tmp_path / "in.zip", tmp_path / "zip")
    zipped = {row["文件"] for row in rows(tmp_path / "zip")}

    assert b"Traceback" not in done.stderr
    outside = {"outside.txt", "outside（2）.txt"}
    assert outside <= zipped
    assert not (tmp_path.parent / "outside.txt").exists()
    assert zipped - outside == {row["文件"] for row in rows(tmp_path / "folder")}


def stored(out: Path) -> dict[str, tuple[int, str]]:
    """Each file with the number of its result, which changes when it is audited again, and what tells its version."""
    with closing(sqlite3.connect(out / ".fazhi" / "store.sqlite")) as database:
        return {path: (row, token) for row, path, token in database.execute("SELECT rowid, path, token FROM results")}


def test_a_second_run_audits_nothing_again_and_writes_the_same(tmp_path: Path) -> None:
    many(tmp_path / "in", 40)
    audit(tmp_path / "in", tmp_path / "out")
    before, results = outputs(tmp_path / "out"), stored(tmp_path / "out")
    for path in (tmp_path / "in").rglob("*.txt"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    time.sleep(2.1)
    audit(tmp_path / "in", tmp_path / "out")
    after = stored(tmp_path / "out")

    assert outputs(tmp_path / "out") == before
    assert {path: row for path, (row, _) in after.items()} == {path: row for path, (row, _) in results.items()}
    assert all(token for _, token in after.values())


def test_a_changed_run_equals_a_fresh_one(tmp_path: Path) -> None:
    many(tmp_path / "in", 40)
    audit(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in" / "1" / "0001.txt").write_text(report("白石县司法局"), encoding="utf-8")
    (tmp_path / "in" / "2" / "0002.txt").unlink()
    batch(tmp_path / "in", {"新.txt": report("白石县水利局")})
    audit(tmp_path / "in", tmp_path / "out")
    audit(tmp_path / "in", tmp_path / "fresh")

    assert outputs(tmp_path / "out") == outputs(tmp_path / "fresh")
    assert "agencies/白石县司法局.md" in outputs(tmp_path / "out")


def test_the_output_of_an_earlier_run_is_no_submission(small: Path, tmp_path: Path) -> None:
    audit(small, small / "结果")
    audit(small, small / "又一次")
    audit(small, tmp_path / "out")

    assert rows(tmp_path / "out") == rows(small / "结果") == rows(small / "又一次")


def test_a_file_that_the_user_put_into_the_output_folder_stays(small: Path, tmp_path: Path) -> None:
    audit(small, tmp_path / "out")
    (tmp_path / "out" / "agencies" / "批注.md").write_text("mine", encoding="utf-8")
    (small / "部门" / "财政局.txt").unlink()
    audit(small, tmp_path / "out")

    assert (tmp_path / "out" / "agencies" / "批注.md").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "out" / "agencies" / "云河县财政局.md").exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def _written(file: Path, before: int, size: int) -> bool:
    try:
        now = file.stat()
    except FileNotFoundError:
        return False
    return now.st_mtime_ns != before and now.st_size > size


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """A suite that runs in the background ignores Ctrl-C, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ended_at_any_moment_and_resumed_the_output_is_that_of_an_undisturbed_run(tmp_path: Path) -> None:
    many(tmp_path / "in", 90)
    audit(tmp_path / "in", tmp_path / "calm", "--jobs", "2")
    calm, store = outputs(tmp_path / "calm"), tmp_path / "out" / ".fazhi" / "store.sqlite-wal"
    told = b""
    for how, size in ((signal.SIGKILL, 1), (signal.SIGINT, 100_000), (signal.SIGKILL, 200_000)):
        # what the run before left there says nothing of this one
        before = store.stat().st_mtime_ns if store.exists() else 0
        running = subprocess.Popen(
            command("audit", tmp_path / "in", "-o", tmp_path / "out", "--as-of", DAY, "--jobs", "2", "--quiet"),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        while running.poll() is None and not _written(store, before, size):
            time.sleep(0.01)
        running.send_signal(how)
        told += running.communicate()[1]
        for name, data in outputs(tmp_path / "out").items():
            assert calm[name] == data, "what stands in the output folder is whole even now"
    done = audit(tmp_path / "in", tmp_path / "out", "--jobs", "2")

    assert told.decode().splitlines() == ["已中断。检查过的报告都已记下，再次运行同样的命令会接着做。"]
    assert done.returncode == 3
    assert outputs(tmp_path / "out") == calm


def test_on_the_next_day_nothing_is_audited_again_and_the_new_day_is_told(small: Path, tmp_path: Path) -> None:
    audit(small, tmp_path / "out")
    before = {path: row for path, (row, _) in stored(tmp_path / "out").items()}
    fazhi("audit", small, "-o", tmp_path / "out", "--as-of", "2025-06-02")
    fazhi("audit", small, "-o", tmp_path / "fresh", "--as-of", "2025-06-02")

    assert {path: row for path, (row, _) in stored(tmp_path / "out").items()} == before
    assert {one["as_of"] for one in records(tmp_path / "out")} == {"2025-06-02"}
    assert outputs(tmp_path / "out") == outputs(tmp_path / "fresh")


def test_waivers_of_the_folder_hold_until_they_change_or_expire(small: Path, tmp_path: Path) -> None:
    def waived(day: str) -> set[str]:
        fazhi("audit", small, "-o", tmp_path / "out", "--as-of", day)
        return {item["id"] for one in records(tmp_path / "out") for item in one["items"] if item.get("waived")}  # type: ignore[attr-defined]

    assert waived("2025-06-01") == set()

    waiver = '[[waivers]]\nid = "{}"\nreason = "上级同意"\nexpires = 2025-06-30\n'
    (small / "fazhi.toml").write_text(waiver.format("signature"), encoding="utf-8")
    # one of a submission holds for nobody
    (small / "部门" / "fazhi.toml").write_text(waiver.format("legal-adviser"), encoding="utf-8")

    assert waived("2025-06-01") == {"signature"}
    assert waived("2025-07-01") == set()


def test_what_a_submission_waives_for_itself_is_named_and_heeded_only_when_asked(tmp_path: Path) -> None:
    own = "<!-- fazhi: allow fazhi-wording 引用旧栏目名称 -->\n组织法制宣传6场。\n\n<!-- fazhi: permit it -->\n"
    batch(tmp_path / "in", {"财政局.md": report("云河县财政局", extra=own)})
    first = audit(tmp_path / "in", tmp_path / "out")
    asked = audit(tmp_path / "in", tmp_path / "asked", "--inline-waivers")
    (tmp_path / "in" / "fazhi.toml").write_text(
        '[[waivers]]\nid = "signature"\nreason = "上级同意"\n', encoding="utf-8"
    )
    audit(tmp_path / "in", tmp_path / "none", "--no-waivers")
    (record,) = records(tmp_path / "out")
    (none,) = records(tmp_path / "none")
    note = "报告在文内注释里给自己豁免2处，检查时没有采纳：第10行“allow fazhi-wording 引用旧栏目名称”"

    assert first.returncode == 0
    assert "文内豁免：1 个单位在文内注释里给自己豁免，没有采纳：云河县财政局。" in first.stdout.decode()
    assert record["sum"]["waived"] == none["sum"]["waived"] == 0  # type: ignore[index]
    assert record["notes"][0].startswith(note)  # type: ignore[index]
    assert note in (tmp_path / "out" / "agencies" / "云河县财政局.md").read_text(encoding="utf-8")
    assert rows(tmp_path / "out")[0]["说明"].endswith("文内注释自行豁免2处，没有采纳")
    assert "看不懂“fazhi: permit it”" in rows(tmp_path / "asked")[0]["说明"]
    assert asked.returncode == 3


def test_one_run_at_a_time_writes_into_an_output_folder(small: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "out" / ".fazhi"):
        done = audit(small, tmp_path / "out")

    assert done.returncode == 2
    assert "另一个 fazhi audit 正在使用这个输出文件夹" in done.stderr.decode()


def test_folders_behind_links_are_read_once(tmp_path: Path) -> None:
    batch(tmp_path / "elsewhere", {"财政局.txt": report("云河县财政局")})
    batch(tmp_path / "in", {"水利局.txt": report("云河县水利局")})
    (tmp_path / "in" / "链接").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "in" / "又一个").symlink_to(tmp_path / "in", target_is_directory=True)

    assert [one.path for one in gather(tmp_path / "in").submissions] == ["水利局.txt", "链接/财政局.txt"]


def test_a_damaged_store_costs_time_and_nothing_else(small: Path, tmp_path: Path) -> None:
    audit(small, tmp_path / "out")
    before = outputs(tmp_path / "out")
    (tmp_path / "out" / ".fazhi" / "store.sqlite").write_bytes(b"garbage" * 999)
    done = audit(small, tmp_path / "out")

    assert b"Traceback" not in done.stderr
    assert outputs(tmp_path / "out") == before


def test_the_changes_since_the_last_run_are_told(small: Path, tmp_path: Path) -> None:
    audit(small, tmp_path / "out")
    path = small / "部门" / "财政局.txt"
    path.write_text(report("云河县财政局", extra="公平竞争审查政策措施12件，废止1件。"), encoding="utf-8")
    (small / "乡镇" / "下太镇.txt").unlink()
    done = audit(small, tmp_path / "out", "--diff").stdout.decode()

    assert "云河县财政局（2024年度）" in done
    assert "补上：公平竞争审查" in done
    assert "上次有" in done


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["不存在"], "没有“不存在”这个文件夹", id="no such folder"),
        pytest.param(["in", "--jobs", "0"], "--jobs", id="no jobs"),
        pytest.param(["in", "--roster", "没有.csv"], "不能读取", id="no such roster"),
        pytest.param(["in", "--cluster", "tcp://127.0.0.1:1"], "集群", id="no such cluster"),
        pytest.param(["in", "-o", "in"], "不能就是放报告的文件夹", id="output over the reports"),
        pytest.param(["in", "-o", "in/要点.txt"], "路径中间有一段是文件", id="output is a file"),
        pytest.param(["in/要点.txt"], "fazhi check", id="a report"),
        pytest.param(["in/坏.zip"], "已经损坏", id="a damaged archive"),
    ],
)
def test_what_cannot_be_followed_is_said_in_a_sentence(
    arguments: list[str], said: str, small: Path, tmp_path: Path
) -> None:
    batch(small, {"坏.zip": b"PK"})
    done = fazhi("audit", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_fail_under_and_fail_on_set_the_exit_status(tmp_path: Path) -> None:
    batch(tmp_path / "in", {"财政局.txt": report("云河县财政局")})

    assert audit(tmp_path / "in", tmp_path / "out").returncode == 0
    assert audit(tmp_path / "in", tmp_path / "out", "--fail-under", "99").returncode == 1
    assert audit(tmp_path / "in", tmp_path / "out", "--fail-on", "hint").returncode == 1


def test_the_letter_is_a_word_file_with_the_words_of_the_gap_report(tmp_path: Path) -> None:
    batch(tmp_path / "in", {"财政局.docx": docx_bytes(report("云河县财政局").split("\n"))})
    audit(tmp_path / "in", tmp_path / "out", "--docx")
    letter = tmp_path / "out" / "agencies" / "云河县财政局.docx"
    body = re.sub("<[^>]*>", "", zipfile.ZipFile(letter).read("word/document.xml").decode())

    assert "云河县财政局2024年法治政府建设年度报告对照检查单" in body
    assert "得分怎样算出来" in body
    assert "\\" not in body
