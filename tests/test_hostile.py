"""Files made to do harm, and places that cannot be read or written: words for the user, exit 3, the others reported."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents import NUMBERING, Table, docx_bytes, zip_bytes
from tests.formats import ofd_bytes, pdf_bytes, pdf_text
from tests.test_cli import REPORT, ROOT, fazhi, report, said

__all__ = ["report"]
WHO = ("--kind", "部门", "--year", "2023", "--agency", "云河县财政局")
# what one file may cost
SECONDS = 30
MEMORY = 500 * 1024 * 1024
POSIX = pytest.mark.skipif(os.name != "posix", reason="only where the system is a POSIX one")
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def within_limits(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The program with the memory and the time that one file may take."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        capture_output=True,
        check=False,
        timeout=SECONDS,
        preexec_fn=limit,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


# ── packages ────────────────────────────────────────────────────────────────────────────


def word(body: str, **more: str) -> bytes:
    parts = {"word/document.xml": WORD.format(body), **{f"word/{name}.xml": text for name, text in more.items()}}
    return zip_bytes({name: text.encode() for name, text in parts.items()})


def whole() -> bytes:
    return docx_bytes(REPORT.splitlines())


def many_files() -> bytes:
    return zip_bytes({"word/document.xml": b"<a/>", **{f"x{number}": b"" for number in range(10_001)}})


def false_size() -> bytes:
    """The directory says that the part is small."""
    data = bytearray(zip_bytes({"word/document.xml": WORD.format("一" * 4_000_000).encode()}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def encrypted_zip() -> bytes:
    data = bytearray(whole())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def nested_boxes() -> bytes:
    start, end = "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    return word(start * 40 + "<w:p><w:r><w:t>深处</w:t></w:r></w:p>" + end * 40)


def composites() -> bytes:
    """Nine levels of objects, each drawing fifty of the next: 50⁹."""
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{number}"><ofd:Content>'
        + f'<ofd:CompositeObject ResourceID="{number + 1}"/>' * 50
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for number in range(1, 10)
    )
    return ofd_bytes(['<ofd:CompositeObject ResourceID="1"/>'], units)


def same_page() -> bytes:
    page = '<ofd:TextObject Boundary="0 0 9 9"><ofd:TextCode X="0" Y="0"/></ofd:TextObject>' * 4000
    with zipfile.ZipFile(io.BytesIO(ofd_bytes([page]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    listed = b'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 1500
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"<ofd:Pages>", b"<ofd:Pages>" + listed)
    return zip_bytes(parts)


def long_labels() -> bytes:
    numbering = NUMBERING.replace('w:val="%1、"', f'w:val="{"%1" * 30_000}"')
    return docx_bytes([("甲", {"list": (1, 0)})] * 20_000, numbering=numbering)


def entities(kind: str) -> bytes:
    """Entities that grow, or that stand for a file of the system."""
    if kind == "grow":
        grow = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        head = f'<!DOCTYPE x [<!ENTITY a0 "法">{grow}]>'
        name = "a9"
    else:
        head, name = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "e"
    return zip_bytes({"word/document.xml": (head + WORD.format(f"<w:p><w:t>&{name};</w:t></w:p>")).encode()})


def outside() -> bytes:
    """Names that lead out of the archive: what they hold is never written anywhere, the document is read."""
    with zipfile.ZipFile(io.BytesIO(whole())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes({"../../escaped.xml": b"x", "/etc/escaped": b"x", "C:\\escaped": b"x", **parts})


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "一百倍.docx": ("过大", lambda: zip_bytes({"word/document.xml": b" " * 30_000_000})),
    "三百兆.docx": ("过大", lambda: zip_bytes({f"x{n}": bytes(50_000_000) for n in range(6)})),
    "假大小.docx": ("损坏|过大", false_size),
    "一万个.docx": ("上限", many_files),
    "实体.docx": ("DTD|实体", lambda: entities("grow")),
    "外部实体.docx": ("DTD|实体", lambda: entities("file")),
    "深.docx": ("嵌套", lambda: word("<w:x>" * 5000 + "</w:x>" * 5000)),
    "元素.docx": ("过多", lambda: word("<w:p/>" * 600_001)),
    "截断.docx": ("损坏", lambda: whole()[:-300]),
    "半个.docx": ("损坏", lambda: whole()[: len(whole()) // 2]),
    "加密.docx": ("密码", lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
    "加密.zip.docx": ("密码", encrypted_zip),
    "加密.doc": ("密码", lambda: OLE + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + "WordDocument".encode("utf-16-le") + bytes(99)),
    "表格.doc": ("不是 Word", lambda: OLE + bytes(600) + "Workbook".encode("utf-16-le")),
    "表格.docx": ("不是 Word", lambda: zip_bytes({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>"})),
    "没有正文.docx": ("不是 Word|损坏", lambda: zip_bytes({"word/document.xml": b"<a/>"})),
    "复合.ofd": ("过多", composites),
    "空包.ofd": ("损坏|缺少", lambda: zip_bytes({"OFD.xml": b"<a/>"})[:-4]),
    "标签.docx": ("万字", long_labels),
    "加密.pdf": ("密码|损坏", lambda: b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>endobj\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>"),
    "断.pdf": ("损坏", lambda: b"%PDF-1.7\n1 0 obj"),
    "零.txt": ("二进制", lambda: bytes(100_000)),
    "图片.md": ("辨认|二进制", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "太长.txt": ("不会是", lambda: ("聘请律师2名。" * 90_000).encode()),
    "太长.html": ("不会是", lambda: b"<html><body>" + "<p>聘请律师。</p>".encode() * 250_000),
    "深.html": ("嵌套过深", lambda: b"<html><body><div id=zoom>" + b"<div>" * 20_000 + REPORT.encode()),
    "导航.html": ("不是文章", lambda: b"<html><body>" + "<li><a href=x>首页</a></li>".encode() * 50),
    "开头.md": ("YAML", lambda: b"---\nagency: [\nyear: 2023\n---\n" + REPORT.encode()),
    "日期.md": ("YAML", lambda: b"---\nsigned: 2024-13-45\n---\n" + REPORT.encode()),
    "空.docx": ("空", lambda: b"\n \n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, object], str]:
    """(reasons by file, the result, what was said on standard error) of one command on all of these and one good file."""
    folder = tmp_path_factory.mktemp("refused")
    for name, (_, make) in REFUSED.items():
        (folder / name).write_bytes(make())
    (folder / "好.md").write_text(REPORT, encoding="utf-8")
    done = fazhi("check", *(str(one) for one in sorted(folder.iterdir())), *WHO, "--format", "json")
    assert done.returncode == 3
    found = json.loads(done.stdout)
    return {Path(one["path"]).name: one["reason"] for one in found["failures"]}, found, done.stderr.decode()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(
    name: str, refusals: tuple[dict[str, str], dict[str, object], str]
) -> None:
    reason = refusals[0][name]

    assert any(words in reason for words in REFUSED[name][0].split("|")), reason
    assert "Error" not in reason


def test_the_good_file_among_them_is_still_reported(
    refusals: tuple[dict[str, str], dict[str, object], str],
) -> None:
    reasons, found, told = refusals
    reports = found["reports"]

    assert isinstance(reports, list)
    assert [Path(one["path"]).name for one in reports] == ["好.md"]
    assert set(reasons) == set(REFUSED)
    assert all(name in told for name in REFUSED)
    assert "Traceback" not in told


READ: dict[str, Callable[[], bytes]] = {
    "盒子.docx": nested_boxes,
    "重复.ofd": same_page,
    "越界.docx": outside,
    "表中表.docx": lambda: docx_bytes([*REPORT.splitlines(), Table([["甲", "乙"]] * 50)]),
    "表套表.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 60 + "<w:p><w:r><w:t>深</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 60),
    "引用.md": lambda: (REPORT + "\n\n" + "> " * 5000 + "深\n\n" + "- " * 5000 + "深\n").encode(),
    "列表.md": lambda: (REPORT + "\n\n" + "".join("  " * depth + "- 甲\n" for depth in range(400))).encode(),
    "括号.md": lambda: (REPORT + "\n\n" + "[" * 50_000 + "*" * 9999 + "`" * 9999 + "<" * 9999).encode(),
    "深.html": lambda: ("<html><body><div id=zoom>" + "<div>" * 150 + f"<p>{REPORT}</p>").encode(),
    "数字.docx": lambda: docx_bytes([("²", {"list": ("²", "99999999999")})] * 3, numbering=NUMBERING.replace('ilvl="1"', 'ilvl="1e9"')),
    "零字节.md": lambda: REPORT.replace("2次", "2\0次").encode(),
    "一行.txt": lambda: (REPORT + "聘请律师2名审查合同" * 25_000).encode(),
    "空白.txt": lambda: (REPORT + "　 \t" * 80_000 + "完").encode(),
}  # fmt: skip


@POSIX
def test_what_nests_or_repeats_without_end_is_read_within_the_limits(tmp_path: Path) -> None:
    for name, make in READ.items():
        (tmp_path / name).write_bytes(make())
        done = within_limits("check", str(tmp_path / name), *WHO, "--format", "json", "--fail-on", "never")

        assert (name, done.returncode, done.stderr.decode()) == (name, 0, "")
        assert len(json.loads(done.stdout)["reports"]) == 1


@POSIX
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("大.txt", "聘请2名律师担任法律顾问。\n"),
        ("大.md", "* **聘请** [x]\n\n> 律师\n\n"),
        ("大.html", "<p>聘请2名律师担任法律顾问。</p>"),
    ],
)
def test_fifty_megabytes_take_no_more_than_the_limits(tmp_path: Path, name: str, unit: str) -> None:
    path = tmp_path / name
    head = b"<html><body>" if name.endswith("html") else b""
    path.write_bytes(head + unit.encode() * (49 * 1024 * 1024 // len(unit.encode())))
    done = within_limits("check", str(path), *WHO)

    assert done.returncode == 3
    assert "不会是一份年度报告" in said(done)


# ── texts made to be slow ───────────────────────────────────────────────────────────────

# each takes an expression that tries again from every character, or that can split a text in many ways
SLOW = [
    "　", " ", "\t \n", "1", "1,", "1,111,", "1.", "2023 ", "2023年", "2023-", "1件，", "其中1件", "，其中", "合计", "共1件、",
    "率达", "率1", "达100", "*", "* ", "X", "×", "=", "- ", "——", "（", "（）", "《", "《法》", "“", "”", "！”", "<", "<!--", "<!--fazhi:",
    "&amp;", "[", "|", "`", "……", "一是", "（一）", "1、", "第一条", "市", "市县", "关于通知", "情况报告（", "截至 ", "上半年", "1至",
    "首页 > ", " > ", "来源：", "发布时间", "标 题：", "fanwen", "www.fanwen", "范文网", "家住小区", "0571-", "110101", "在", "件",
    "工作", "反应问题", "法制", "法律顾问", "聘请", "进一步加强", "---\n", "\u200b", "\ufeff", "e\u0301", "𠮷", "。一", ";\n",
]  # fmt: skip


@POSIX
def test_no_repetition_of_a_hundred_thousand_characters_is_slow(tmp_path: Path) -> None:
    head, _, tail = REPORT.partition("聘请2名律师")
    paths = []
    for number, unit in enumerate(SLOW):
        path = tmp_path / f"{number}.txt"
        # several to a file, so that the test stays short
        path.write_text(
            head + "".join(unit * (20_000 // len(unit)) + "终。" for _ in range(2)) + tail, encoding="utf-8"
        )
        paths.append(str(path))
    for start in range(0, len(paths), 8):
        done = within_limits("check", *paths[start : start + 8], *WHO, "--format", "json", "--fail-on", "never")

        assert done.returncode == 0
        assert done.stderr == b""


# ── no ordinary files ───────────────────────────────────────────────────────────────────


@POSIX
def test_pipes_devices_and_links_are_told_apart(tmp_path: Path, report: Path) -> None:
    os.mkfifo(tmp_path / "管道.md")
    (tmp_path / "链接.md").symlink_to(report)
    (tmp_path / "断链.md").symlink_to(tmp_path / "没有")
    (tmp_path / "圈.md").symlink_to(tmp_path / "圈.md")
    names = ["管道.md", "链接.md", "断链.md", "圈.md"]
    done = within_limits("check", *(str(tmp_path / name) for name in names), "/dev/zero", "--format", "json")
    found = json.loads(done.stdout)

    assert done.returncode == 3
    assert [Path(one["path"]).name for one in found["reports"]] == ["链接.md"]
    reasons = {Path(one["path"]).name: one["reason"] for one in found["failures"]}
    assert "不是普通文件" in reasons["管道.md"]
    assert "不是普通文件" in reasons["zero"]
    assert "没有这个文件" in reasons["断链.md"]
    assert not any(letter.isascii() and letter.isalpha() for letter in reasons["圈.md"])


@POSIX
def test_output_goes_into_what_is_there_and_never_replaces_it(tmp_path: Path, report: Path) -> None:
    """A pipe stays a pipe, a link a link: as root, replacing a device would harm the whole system."""
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "链接").symlink_to(tmp_path / "目标")
    reader = os.open(tmp_path / "管道", os.O_RDONLY | os.O_NONBLOCK)
    piped = fazhi("check", str(report), "--format", "github", "--fail-on", "never", "-o", str(tmp_path / "管道"))
    through = os.read(reader, 65536)
    os.close(reader)
    unread = fazhi("check", str(report), "-o", str(tmp_path / "管道"))
    linked = fazhi("check", str(report), "--fail-on", "never", "-o", str(tmp_path / "链接"))

    assert (piped.returncode, linked.returncode) == (0, 0)
    assert through.startswith(b"::")
    assert unread.returncode == 2
    assert "管道" in said(unread)
    assert (tmp_path / "管道").is_fifo()
    assert (tmp_path / "链接").is_symlink()
    assert (tmp_path / "目标").stat().st_size > 1000


def test_output_to_a_dash_is_standard_output(report: Path) -> None:
    plain = fazhi("check", str(report), "--format", "json")

    assert fazhi("check", str(report), "--format", "json", "-o", "-").stdout == plain.stdout
    assert not (Path.cwd() / "-").exists()


@pytest.mark.parametrize(("output", "words"), [("文件夹", "文件夹"), ("没有/果.json", "没有"), ("", "-o")])
def test_output_that_cannot_be_written_says_why(tmp_path: Path, report: Path, output: str, words: str) -> None:
    (tmp_path / "文件夹").mkdir()
    done = fazhi("check", str(report), "-o", output, cwd=tmp_path)

    assert done.returncode == 2
    assert words in said(done)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["报告.md", "文件夹"]


@POSIX
def test_a_closed_pipe_is_no_error(report: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "checker", "check", str(report), "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    process.wait()

    assert told == b""


@POSIX
def test_no_permission_is_told_for_reading_and_writing(tmp_path: Path, report: Path) -> None:
    command = [sys.executable, "-m", "checker", "check"]
    if os.geteuid() == 0:
        # root may read everything, unless this right is taken from it
        if not shutil.which("setpriv"):
            pytest.skip("not installed: setpriv")
        lost = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={lost}", f"--inh-caps={lost}", *command]
    locked = tmp_path / "无权限.md"
    locked.write_text(REPORT, encoding="utf-8")
    locked.chmod(0)
    folder = tmp_path / "只读"
    folder.mkdir(mode=0o555)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    read = subprocess.run([*command, str(locked)], capture_output=True, env=env, check=False)
    written = subprocess.run(
        [*command, str(report), "-o", str(folder / "果")], capture_output=True, env=env, check=False
    )

    assert (read.returncode, written.returncode) == (3, 2)
    assert "没有权限" in said(read)
    assert "没有权限" in said(written)


@POSIX
def test_a_file_name_in_another_encoding_is_no_obstacle(tmp_path: Path) -> None:
    """As archives from other systems leave them."""
    path = os.fsencode(tmp_path) + "/年度报告.md".encode("gb18030")
    try:
        Path(os.fsdecode(path)).write_text(REPORT, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    for form in ("json", "text", "markdown", "sarif", "github"):
        done = fazhi("check", os.fsdecode(path), "--format", form, "--fail-on", "never")

        assert (done.returncode, done.stderr) == (0, b"")
    assert fazhi("read", os.fsdecode(path), "--format", "json").returncode == 0
    assert (
        "年度报告.md" in json.loads(fazhi("check", os.fsdecode(path), "--format", "json").stdout)["reports"][0]["path"]
    )


# ── size, suffix, surroundings ──────────────────────────────────────────────────────────


def test_the_limit_of_size_is_configurable(report: Path) -> None:
    small = fazhi("check", str(report), "--max-mb", "0.0005")
    stdin = fazhi("check", "-", "--max-mb", "0.0005", data=REPORT.encode())

    assert (small.returncode, stdin.returncode) == (3, 3)
    assert "--max-mb" in said(small)
    assert "上限" in said(stdin)
    assert fazhi("check", str(report), "--max-mb", "1", "--fail-on", "never").returncode == 0


def test_a_file_over_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)
    done = fazhi("check", str(path))

    assert done.returncode == 3
    assert "51.0 MB" in said(done)


@pytest.mark.parametrize("name", ["报告.doc", "报告.pdf", "报告.md", "报告.html", "报告.txt", "报告"])
def test_the_content_decides_and_a_wrong_suffix_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(whole())
    done = fazhi("read", str(path), "--format", "json")
    found = json.loads(done.stdout)

    assert done.returncode == 0
    assert found["format"] == "docx"
    assert "." not in name or "已按内容读取" in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii"},
        {"HOME": "/nonexistent", "XDG_CACHE_HOME": ""},
        {"COLUMNS": "1", "TERM": "dumb"},
        {"PYTHONOPTIMIZE": "2"},
    ],
    ids=["C", "gbk", "ascii", "no home", "narrow", "without docstrings"],
)
def test_the_surroundings_change_no_result(report: Path, surroundings: dict[str, str]) -> None:
    usual = fazhi("check", str(report), "--format", "json")
    found = fazhi("check", str(report), "--format", "json", **surroundings)
    words = fazhi("check", str(report), "没有.md", **surroundings)

    assert (found.stdout, found.returncode, found.stderr) == (usual.stdout, usual.returncode, usual.stderr)
    assert words.returncode == 3
    assert b"Traceback" not in words.stderr


def test_processes_that_start_at_once_with_a_cold_cache_agree(tmp_path: Path, report: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "checker", "check", str(report), "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
        )
        for _ in range(3)
    ]  # fmt: skip
    done = [one.communicate() for one in started]

    assert len({out for out, _ in done}) == 1
    assert {told for _, told in done} == {b""}
    kept = sorted(one.name for one in (tmp_path / "cache" / "fazhi").iterdir())
    assert [name.partition("-")[0] for name in kept] == ["patterns", "rules"]


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────


@POSIX
def test_libreoffice_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """A program of that name which starts another one and then never answers."""
    pids = tmp_path / "pids"
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 600 & echo $! $$ > {pids}\nwait\n")
    program.chmod(0o755)
    script = textwrap.dedent("""
        from checker.errors import UnreadableError
        from checker.readers import office
        office._SECONDS = 1.0
        try:
            office.read(b"{\\\\rtf1 x}")
        except UnreadableError as error:
            print(error)
    """)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    env["PATH"] = f"{program.parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=env, check=True, timeout=SECONDS)

    assert "用时超过上限" in done.stdout.decode()
    assert [one for one in map(int, pids.read_text().split()) if _runs(one)] == []


@POSIX
def test_a_pdf_that_takes_too_long_is_given_up_with_its_process(tmp_path: Path) -> None:
    """A thousand full pages in less time than they take; the next file is read by a new process."""
    line = pdf_text(
        [(28.0, 40.0 + row * 10, "坚持以习近平法治思想为指导扎实推进法治政府建设各项工作", 5.64) for row in range(22)]
    )
    (tmp_path / "长.pdf").write_bytes(pdf_bytes([line] * 1000))
    (tmp_path / "短.pdf").write_bytes(pdf_bytes([line]))
    script = textwrap.dedent(f"""
        from pathlib import Path
        from checker.errors import UnreadableError
        from checker.readers import pdf
        usual, pdf.SECONDS = pdf.SECONDS, 1.0
        try:
            pdf.read(Path({str(tmp_path / "长.pdf")!r}).read_bytes())
        except UnreadableError as error:
            print(error)
        pdf.SECONDS = usual
        print(len(pdf.read(Path({str(tmp_path / "短.pdf")!r}).read_bytes()).blocks))
        print(pdf._child._process.pid)
    """)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=env, check=True, timeout=SECONDS)
    told, blocks, pid = done.stdout.decode().splitlines()

    assert "用时超过上限" in told
    assert blocks == "1"
    assert done.stderr == b""
    assert not _runs(int(pid))


def _runs(pid: int) -> bool:
    """Whether a process is still there a moment later; one that ended may wait for its parent to notice."""
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True
