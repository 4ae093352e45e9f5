"""Read a page saved from a website: the article alone, with what the page says of its date and source.

The article is looked for in the containers that the content management systems of government sites write; where none
of them is there, readability-lxml says where it stands, and where it finds less than most of the page's prose, the lowest
element around that is the article. (Of eight real articles and three lists without their containers readability missed
one article, a bare table; trafilatura found all eight but took the three lists for articles and navigation along in one.)
Either way the text is read from the page itself, so nothing within the article is lost.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from checker.errors import UnreadableError
from checker.furniture import is_furniture, separated
from checker.model import Block, Place, Reading, Unread
from checker.readers import txt
from checker.readers.pictures import LITTLE_TEXT, REASON

# lxml gives no types
HtmlElement = Any

# ids and classes, in lower case
_CONTAINERS = frozenset(["ucap-content", "zoom", "zoomcon", "zoomcontent", "trs_editor", "trs_ueditor", "trs_preappend", "custom_unionstyle", "trs_autoadd", "article-content", "article_content", "articlecontent", "article_con", "article-con", "article-body", "article-detail", "articledetail", "artibody", "art_con", "art-con", "arc_con", "arccontent", "js_content", "rich_media_content", "vsb_content", "vsb_content_2", "vsb_content_4", "vsb_content_501", "v_news_content", "newscontent", "news_content", "news-content", "newstext", "contentregion", "textcontent", "contxt", "doccontent", "my_doccontent", "maintext", "info_content", "info-content", "infocontent", "printcontent", "printarea", "detailcontent", "detail-content", "detail_content", "ivs_content", "bodylabel", "content_article", "content-article", "news_conent_two_text", "xxgk_content", "xxgk-content", "wzcon", "wz_con", "zwgk_con", "txt_con", "pages_content", "pages-content", "ewb-article-info", "bt-article", "con_text", "entry-content", "markdown-body", "theme-hope-content", "zhengwen", "neirong", "cont_text", "article_text", "content_body", "content-body", "contentbody", "gknb_content", "gkml_content", "xl_content", "xly_content", "text_content"])  # fmt: skip
_LEFT_OUT = frozenset(["script", "style", "noscript", "template", "iframe", "object", "embed", "canvas", "svg", "select", "option", "button", "input", "textarea", "nav", "head", "audio", "video", "map"])  # fmt: skip
_BLOCKS = frozenset(["p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "pre", "form", "fieldset", "figure", "figcaption", "center", "address", "hr", "body", "details", "summary"])  # fmt: skip
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v\u200b\ufeff]+")
_BETWEEN_CHINESE = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
_PROSE = re.compile("[，。；：]")
_DATE = re.compile(
    r"(?:发布|发表|公开|更新|生成|成文|发文)?(?:时间|日期)\s*[:：]?\s*((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
_SOURCE = re.compile(r"(?:信息|文章|稿件|内容)?来\s*源\s*[:：]\s*([^\s:：|｜【\[（(]{2,30})")
_META_DATES = ("pubdate", "publishdate", "article:published_time", "publicationdate", "others:pubdate")
_META_SOURCES = ("contentsource", "source", "others:source", "contentsourcename")
_META_TITLES = ("articletitle", "og:title", "title")
_PICTURE_DATA = re.compile(rb"data:[a-z]+/[\w.+-]+;base64,[A-Za-z0-9+/=\s%]{200,}")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SITE = re.compile(r"\s*[-_|—–－·]+\s*[^-_|—–－·]{2,30}$")
_LEAST_PROSE = 60
_LITTLE_PROSE = 200
_SHARE_OF_PAGE = 0.6
_MOST_OF_PAGE = 0.7
# what stands at the foot of every page of a site is no prose of the article
_FOOT = re.compile(
    r"版权所有|网站标识码|备案[号：]|ICP备|公网安备|主办(?:单位)?[：:]|承办(?:单位)?[：:]|技术支持|分辨率|浏览器|免责声明"
    r"|扫一扫|联系我们|网站地图|无障碍|JavaScript"
)
_NO_ARTICLE = ("这是列表页、栏目页或者没有正文的网页，不是文章", "请打开报告本身的页面后再保存")
# what the parser leaves out, it leaves out without a word except in its log
_CUT = Unread("网页的一部分", "网页嵌套过深或者过大，超过解析的上限，其后的内容没有读取")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|zip|rar)\b", re.IGNORECASE)
_NEXT_PAGE = re.compile(r"[\[【]?下一?页[\]】]?\s*[>»]*")
_LONGEST_HEADING = 80
_LARGE_PICTURE = 300
_LONG_CELL = 300  # characters: more is not a figure in a table but text that the table frames


def read(data: bytes) -> Reading:
    """One block for each paragraph, heading and table row of the article, its title first; the place is its number.

    Raises UnreadableError where the page has no article: a list, an index, a frame set.
    """
    from lxml import etree
    from lxml import html as parser

    # pictures written into the page would only fill the memory
    source = _decoded(_PICTURE_DATA.sub(b"data:,", _unpacked(data)))
    html = parser.HTMLParser(encoding=None, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = parser.document_fromstring(source, parser=html)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableError("网页没有内容", "请在浏览器中打开后重新保存") from error
    facts = _facts(root)
    cut = (_CUT,) if html.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]) else ()
    try:
        article = _Page(root).article(source)
    except UnreadableError:
        if cut:
            raise UnreadableError("网页嵌套过深或者过大，没有读到正文", "请把正文复制到 Word 中保存") from None
        raise
    walk = _Walk()
    walk.children(article)
    walk.end()
    title = _title(root, facts, walk.found)
    found = [_Text(title, "heading", 1), *walk.found] if title else walk.found
    blocks = [Block(one.text, Place("paragraph", number), one.style, one.level) for number, one in enumerate(found, 1)]
    # pages without a container of their own for the article have its date, sharing and paging in one with it
    body, around = separated(blocks)
    words = _collapsed(" ".join((*(one.text for one in around), _around_article(root, article))))
    meta = [Block(f"{name}：{told}", Place("paragraph", 1), "meta") for name, told in _told(words, facts)]
    long = sum(len(one.text) for one in walk.found) >= LITTLE_TEXT
    notes = (f"文中有图片{walk.pictures}个，其中的文字没有读取",) if long and walk.pictures else ()
    unread = (*(() if long else _unread(root, walk)), *_next_page(root), *cut)
    return Reading("html", (*meta, *body), unread=unread, notes=notes)


# ── bytes → tree ────────────────────────────────────────────────────────────────────────


def _unpacked(data: bytes) -> bytes:
    """The page within a web archive (.mht); other data as it is."""
    if not re.match(
        rb"\s*(?:From: |MIME-Version:|Subject: |Date: |Content-Type: multipart)", data[:200], re.IGNORECASE
    ):
        return data
    message = message_from_bytes(data.lstrip(), policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            found = part.get_payload(decode=True)
            if isinstance(found, bytes):
                return found
    raise UnreadableError("网页归档里没有网页", "请在浏览器中打开后另存为 .html")


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and name in (
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
    ):
        try:
            return txt.limited(data.decode("big5" if name == "big5" else "gb18030"), txt.MOST_OF_A_PAGE)
        except UnicodeDecodeError:
            pass
    text = txt.decoded(data, txt.MOST_OF_A_PAGE)
    # NUL and its like end a C string; a declared encoding no longer holds for decoded text
    text = re.sub(r"[\0-\x08\x0e-\x1f]", "", text)
    return re.sub(r"^\s*<\?xml[^>]*>", "", text)


# ── where the article is ────────────────────────────────────────────────────────────────


class _Page:
    """How much prose each element of a page holds, all in one pass."""

    def __init__(self, root: HtmlElement, *, hidden: bool = False) -> None:
        self._root = root
        self._hidden = hidden
        self._prose: Counter[HtmlElement] = Counter()
        self._words: Counter[HtmlElement] = Counter()
        self._linked: Counter[HtmlElement] = Counter()
        self._digests = self._paragraphs = 0
        for holder, text, linked in self._texts():
            self._count(holder, text, linked)
        # in reverse document order every child comes before its parent
        for one in reversed(list(root.iter())):
            parent = one.getparent()
            if parent is not None:
                for measure in (self._prose, self._words, self._linked):
                    measure[parent] += measure[one]

    def _texts(self) -> Iterator[tuple[HtmlElement, str, int]]:
        """(element, text, characters of it in links) of every paragraph: what a browser shows without a new line."""
        from lxml import etree

        walker = etree.iterwalk(self._root, events=("start", "end"))
        holders = [self._root]
        parts: list[str] = []
        links = linked = 0
        for event, one in walker:
            breaks = one.tag in _BLOCKS or one.tag == "br"
            if breaks and parts:
                yield holders[-1], "".join(parts), linked
                parts, linked = [], 0
            if event == "start":
                if one.tag in _BLOCKS:
                    holders.append(one)
                links += one.tag == "a"
                if self._is_shown(one):
                    text = one.text or ""
                else:
                    text = ""
                    walker.skip_subtree()
            else:
                if one.tag in _BLOCKS:
                    holders.pop()
                links -= one.tag == "a"
                text = "" if one is self._root else one.tail or ""
            parts.append(text)
            linked += len(text.strip()) if links else 0
        yield self._root, "".join(parts), linked

    def _is_shown(self, one: HtmlElement) -> bool:
        return _shown(one) or (self._hidden and _is_container(one))

    def _count(self, holder: HtmlElement, text: str, linked: int) -> None:
        words = len("".join(text.split()))
        if not words:
            return
        prose = words if words >= 10 and 2 * linked < words and _is_prose(text) else 0
        self._paragraphs += bool(prose)
        self._digests += bool(prose) and text.rstrip(" \r\n\t[【（(〔").endswith(("…", "..."))
        self._prose[holder] += prose
        self._words[holder] += words
        self._linked[holder] += min(linked, words)

    def article(self, source: str) -> HtmlElement:
        """The element that holds the article. Raises UnreadableError where there is none."""
        if self._digests >= 3 and 2 * self._digests >= self._paragraphs:
            raise UnreadableError(*_NO_ARTICLE)
        known = self._known()
        if known is not None and self._is_text(known):
            return known
        most = self._prose[self._root]
        found = self._by_library(source) if most >= _LEAST_PROSE else None
        if found is not None and self._is_text(found) and self._prose[found] >= _MOST_OF_PAGE * most:
            return self._narrowed(found, self._prose)
        if most >= _LEAST_PROSE:
            # also a plain page, such as Word saves it
            found = self._narrowed(self._root, self._prose)
            if self._words[found] > 2 * self._linked[found]:
                return found
        table = self._table()
        if table is not None:
            return table
        if not self._hidden:
            # a script shows the container only after the page was loaded, and the page was saved before
            with suppress(UnreadableError):
                return _Page(self._root, hidden=True).article(source)
        files = _files(self._root)
        if files:
            raise UnreadableError(f"网页上没有正文，正文在附件里（{files[0]}）", "请下载附件，检查附件本身")
        raise UnreadableError(*_NO_ARTICLE)

    def _narrowed(self, found: HtmlElement, measure: Counter[HtmlElement]) -> HtmlElement:
        """The lowest element that has nearly all that this one has."""
        while True:
            inner = next((one for one in found if measure[one] >= 0.9 * measure[found]), None)
            if inner is None or inner.tag not in _BLOCKS or (inner.tag == "table" and _is_data(inner)):
                return found
            found = inner

    def _table(self) -> HtmlElement | None:
        """The element around a table that is most of what the page says."""
        tables = [one for one in self._root.iter("table") if _all_shown(one) and _is_data(one)]
        largest = max(tables, key=lambda one: self._words[one] - self._linked[one], default=None)
        if largest is None or self._linked[largest] * 4 > self._words[largest] or self._words[largest] < _LEAST_PROSE:
            return None
        return largest.getparent() if largest.getparent() is not None else largest

    def _known(self) -> HtmlElement | None:
        """The innermost known container with nearly all that any of them has, unless much prose is outside it."""
        named = [one for one in self._root.iter() if _is_container(one) and (self._hidden or _all_shown(one))]
        most = max((self._prose[one] for one in named), default=0)
        outside = self._prose[self._root] - most
        if outside > _LITTLE_PROSE and most < _SHARE_OF_PAGE * self._prose[self._root]:
            return None
        if most < _LEAST_PROSE:
            # a table, a few words, a scanned page
            most = max((self._weight(one) for one in named), default=0)
            full = [one for one in named if self._weight(one) >= 0.9 * most]
        else:
            full = [one for one in named if self._prose[one] >= 0.95 * most]
        return full[-1] if full and most else None

    def _weight(self, one: HtmlElement) -> int:
        return self._words[one] + _LARGE_PICTURE * sum(1 for _ in one.iter("img"))

    def _is_text(self, one: HtmlElement) -> bool:
        return self._weight(one) >= 20 and self._weight(one) > self._linked[one]

    def _by_library(self, source: str) -> HtmlElement | None:
        """The lowest element around all that readability takes for the article."""
        from readability import Document

        logging.getLogger("readability").setLevel(logging.CRITICAL)
        try:
            summary = Document(source).summary(html_partial=True)
            from lxml import html as parser

            paragraphs = {_plain(text) for text in parser.fragment_fromstring(summary, create_parent="div").itertext()}
        except Exception:
            # it raises whatever its parser meets in damaged pages; without its answer the whole page is looked at
            return None
        wanted = {text for text in paragraphs if len(text) >= 12}
        holders = [
            one for one in self._root.iter() if _all_shown(one) and any(_plain(text) in wanted for text in _own(one))
        ]
        return _around(holders)


def _is_prose(text: str) -> bool:
    return bool(_PROSE.search(text)) and not _FOOT.search(text) and not is_furniture(text.strip())


def _own(one: HtmlElement) -> Iterator[str]:
    if one.text:
        yield one.text
    for child in one:
        if child.tail:
            yield child.tail


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _around(holders: list[HtmlElement]) -> HtmlElement | None:
    """The lowest element that holds all of these."""
    if not holders:
        return None
    common = [*reversed(list(holders[0].iterancestors())), holders[0]]
    for one in holders[1:]:
        path = [*reversed(list(one.iterancestors())), one]
        same = 0
        while same < min(len(common), len(path)) and common[same] is path[same]:
            same += 1
        common = common[:same]
    return common[-1] if common else None


def _is_container(one: HtmlElement) -> bool:
    if one.tag not in ("div", "td", "article", "section", "main", "span"):
        return False
    names = [one.get("id", ""), *one.get("class", "").split()]
    return any(name.lower() in _CONTAINERS for name in names)


def _shown(one: HtmlElement) -> bool:
    if not isinstance(one.tag, str) or one.tag in _LEFT_OUT:
        return False
    return not (_HIDDEN.search(one.get("style", "")) or one.get("hidden") is not None)


def _all_shown(one: HtmlElement) -> bool:
    return _shown(one) and all(_shown(above) for above in one.iterancestors())


# ── the article → blocks ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    style: Any = "paragraph"
    level: int | None = None


@dataclass(slots=True)
class _Walk:
    """Reads an element from top to bottom; a paragraph ends where a browser begins a new line."""

    found: list[_Text] = field(default_factory=list)
    pictures: int = 0
    _parts: list[str] = field(default_factory=list)
    _level: int | None = None
    _counts: dict[HtmlElement, int] = field(default_factory=dict)

    def end(self) -> None:
        """End the paragraph that is being read."""
        text = _collapsed("".join(self._parts))
        self._parts.clear()
        if text:
            heading = self._level is not None and len(text) <= _LONGEST_HEADING
            self.found.append(_Text(text, "heading" if heading else "paragraph", self._level if heading else None))

    def children(self, one: HtmlElement) -> None:
        """Read what an element holds; iterative, since a page may nest as deep as it likes."""
        stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = []
        self._parts.append(one.text or "")
        stack.append((one, iter(one)))
        while stack:
            holder, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                if stack:
                    self._leave(holder)
                    self._parts.append(holder.tail or "")
                continue
            if not _shown(child) or self._whole(child):
                self._parts.append(child.tail or "")
                continue
            self._enter(child)
            self._parts.append(child.text or "")
            stack.append((child, iter(child)))

    def _whole(self, child: HtmlElement) -> bool:
        """Whether an element was read as a whole."""
        if child.tag == "br":
            self.end()
        elif child.tag == "img":
            self.pictures += _is_large(child)
        elif child.tag == "table" and _is_data(child):
            self.end()
            self.found.extend(_Text(row, "row") for row in _rows(child))
        else:
            return False
        return True

    def _enter(self, child: HtmlElement) -> None:
        if child.tag in _BLOCKS:
            self.end()
            if child.tag[1:].isdecimal():
                self._level = int(child.tag[1:])
            if child.tag == "li":
                self._parts.append(self._list_number(child))

    def _list_number(self, item: HtmlElement) -> str:
        """The number that a browser shows before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or "none" in parent.get("style", ""):
            return ""
        start = parent.get("start", "1")
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        self._counts[parent] = self._counts.get(parent, first - 1) + 1
        return f"{self._counts[parent]}."

    def _leave(self, child: HtmlElement) -> None:
        if child.tag in _BLOCKS:
            self.end()
            if child.tag[1:].isdecimal():
                self._level = None


def _collapsed(text: str) -> str:
    text = _SPACES.sub(" ", text.replace("\xa0", " ")).strip(" \u3000")
    return _BETWEEN_CHINESE.sub("", text) if " " in text else text


def _is_data(table: HtmlElement) -> bool:
    """Whether a table shows data; the others only arrange the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = [len(cell.text_content()) for row in rows for cell in row.iterchildren("td", "th")]
    return len(rows) >= 2 and len(cells) >= 2 * len(rows) - 1 and max(cells, default=0) <= _LONG_CELL


def _rows(table: HtmlElement) -> Iterator[str]:
    for row in table.iter("tr"):
        if _shown(row):
            cells = [_collapsed(_cell(cell)) for cell in row.iterchildren("td", "th") if _shown(cell)]
            if any(cells):
                yield "　".join(cells).strip("　")


def _cell(cell: HtmlElement) -> str:
    walk = _Walk()
    walk.children(cell)
    walk.end()
    return " ".join(one.text for one in walk.found)


# ── what the page says of the article ───────────────────────────────────────────────────


def _facts(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in root.iter("meta"):
        name = (one.get("name") or one.get("property") or "").lower()
        words = _collapsed(one.get("content") or "")
        if name and words:
            found.setdefault(name, words)
    return found


def _title(root: HtmlElement, facts: Mapping[str, str], found: list[_Text]) -> str:
    """The title, where the article does not begin with it."""
    element = next(root.iter("title"), None)
    of_page = _collapsed(element.text_content()) if element is not None else ""
    heads = [_collapsed(one.text_content()) for one in root.iter("h1", "h2") if _all_shown(one)]
    candidates = [facts[name] for name in _META_TITLES if name in facts]
    candidates += [one for one in heads if len(one) >= 6 and _plain(one) in _plain(of_page)]
    candidates += [_SITE.sub("", of_page), *(one for one in heads if "报告" in one)]
    title = next((one for one in candidates if len(one) >= 6), "")
    start = _plain("".join(one.text for one in found[:4]))
    return "" if not title or _plain(title) in start else title


def _told(around: str, facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """发布时间 and 来源, from the tags that the standard for government sites asks for, else from the page's words."""
    date = next((facts[name] for name in _META_DATES if name in facts), "")
    if not re.match(r"(?:19|20)\d\d", date):
        match = _DATE.search(around)
        date = match[1] if match else ""
    if date:
        digits = re.findall(r"\d+", date)
        yield "发布时间", "-".join([digits[0], *(one.zfill(2) for one in digits[1:3])]) if len(digits) >= 3 else date
    source = next((facts[name] for name in _META_SOURCES if name in facts), "")
    if not source:
        match = _SOURCE.search(around)
        source = match[1] if match else ""
    if source:
        yield "来源", source


def _around_article(root: HtmlElement, article: HtmlElement) -> str:
    """The words of the page besides the article; only short texts, since dates and sources stand alone."""
    within = set(article.iter())
    texts: list[str] = []
    for one in root.iter():
        if isinstance(one.tag, str) and one.tag not in ("script", "style") and one not in within:
            texts.extend(text for text in _own(one) if len(text) < 200)
    return " ".join(texts)


# ── what the page has besides its text ──────────────────────────────────────────────────


def _is_large(picture: HtmlElement) -> bool:
    style = picture.get("style", "")
    sizes = [picture.get("width", ""), picture.get("height", ""), *re.findall(r"(?:width|height)\s*:\s*(\d+)px", style)]
    given = [int(one) for one in (size.removesuffix("px") for size in sizes) if one.isdecimal() and len(one) < 6]
    return not given or max(given) >= _LARGE_PICTURE


def _files(around: HtmlElement) -> list[str]:
    """The names of the documents that an element links to or shows in a frame."""
    found = []
    for one in around.iter("a", "iframe", "embed", "object"):
        where = one.get("href") or one.get("src") or one.get("data") or ""
        words = _collapsed(one.text_content()) if one.tag == "a" else ""
        if _FILE.search(where) or _FILE.search(words):
            found.append(words or where.rpartition("/")[2].rpartition("=")[2])
    return found


def _unread(root: HtmlElement, walk: _Walk) -> Iterator[Unread]:
    """Pictures are photographs in an article of many words; where there are few words, the text is in them.

    So it is with the documents that a page offers.
    """
    place = Place("paragraph", 1)
    if walk.pictures:
        yield Unread(f"图片{walk.pictures}个", REASON, place)
    files = _files(root)
    if files:
        yield Unread(f"附件{len(files)}个（{files[0]}）", "附件没有读取，请下载后检查附件本身", place)


def _next_page(root: HtmlElement) -> Iterator[Unread]:
    for one in root.iter("a"):
        where = one.get("href", "")
        if _NEXT_PAGE.fullmatch(_collapsed(one.text_content())) and where and not where.startswith(("#", "javascript")):
            yield Unread("后面的分页", "文章分成几页，只读了保存的这一页", Place("paragraph", 1))
            return
