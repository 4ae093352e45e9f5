"""Read a page saved from a website: the article alone, with what the page says of its date and source.

The article is looked for in the containers that the content management systems of government sites write; where none
of them is there, readability-lxml says where it stands (of eleven pages it missed one, a bare table; trafilatura took
navigation along in six). Either way the text is read from the page itself, so nothing within the article is lost.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from checker.errors import UnreadableError
from checker.model import Block, Place, Reading, Unread
from checker.readers import txt

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
_LONGEST_HEADING = 80
_LARGE_PICTURE = 300
_MANY_WORDS = 600


def read(data: bytes) -> Reading:
    """One block for each paragraph, heading and table row of the article, its title first; the place is its number.

    Raises UnreadableError where the page has no article: a list, an index, a frame set.
    """
    from lxml import etree
    from lxml import html as parser

    # pictures written into the page would only fill the memory
    source = _decoded(_PICTURE_DATA.sub(b"data:,", _unpacked(data)))
    try:
        root = parser.document_fromstring(
            source, parser=parser.HTMLParser(encoding=None, huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableError("网页没有内容", "请在浏览器中打开后重新保存") from error
    facts = _facts(root)
    page = _Page(root)
    article = page.article(source)
    walk = _Walk()
    walk.children(article)
    walk.end()
    title = _title(root, facts, walk.found)
    first = [Block(title, Place("paragraph", 1), "heading", 1)] if title else []
    shift = len(first)
    body = [
        Block(one.text, Place("paragraph", number + shift), one.style, one.level)
        for number, one in enumerate(walk.found, 1)
    ]
    meta = [Block(f"{name}：{words}", Place("paragraph", 1), "meta") for name, words in _told(root, article, facts)]
    return Reading("html", (*meta, *first, *body), unread=tuple(_pictures(walk)))


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

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._prose: dict[HtmlElement, int] = {}
        self._words: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        self._count()

    def _count(self) -> None:
        # in reverse document order every child comes before its parent
        for one in reversed(list(self._root.iter())):
            prose = self._prose.pop(one, 0)
            words = self._words.pop(one, 0)
            linked = self._linked.pop(one, 0)
            if not _shown(one):
                prose = words = linked = 0
            else:
                own = _measured(one.text)
                prose, words = prose + own[0], words + own[1]
                if one.tag == "a":
                    prose, words, linked = 0, 0, linked + words
            self._prose[one], self._words[one], self._linked[one] = prose, words, linked
            parent = one.getparent()
            if parent is not None:
                tail = _measured(one.tail)
                self._prose[parent] = self._prose.get(parent, 0) + prose + tail[0]
                self._words[parent] = self._words.get(parent, 0) + words + tail[1]
                self._linked[parent] = self._linked.get(parent, 0) + linked

    def article(self, source: str) -> HtmlElement:
        """The element that holds the article. Raises UnreadableError where there is none."""
        known = self._known()
        if known is not None and self._is_text(known):
            return known
        found = self._by_library(source)
        if found is not None and self._is_text(found) and self._prose[found] >= _LEAST_PROSE:
            return found
        whole = self._root.body if self._root.body is not None else self._root
        if self._prose[whole] >= _LEAST_PROSE and self._words[whole] > 4 * self._linked[whole]:
            # a plain page, such as Word saves it
            return whole
        raise UnreadableError("这是列表页、栏目页或者没有正文的网页，不是文章", "请打开报告本身的页面后再保存")

    def _known(self) -> HtmlElement | None:
        """The innermost known container with nearly all that any of them has, unless much prose is outside it."""
        named = [one for one in self._root.iter() if _is_container(one) and _all_shown(one)]
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


def _measured(text: str | None) -> tuple[int, int]:
    """(characters of prose, characters) of a text node."""
    if not text or text.isspace():
        return 0, 0
    size = len(text) - text.count(" ") - text.count("\n") - text.count("\t")
    return (size if size >= 10 and _PROSE.search(text) else 0), size


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
    return len(rows) >= 2 and len(cells) >= 2 * len(rows) - 1 and max(cells, default=0) < 600


def _rows(table: HtmlElement) -> Iterator[str]:
    for row in table.iter("tr"):
        if _shown(row):
            cells = [_collapsed(_cell(cell)) for cell in row.iterchildren("td", "th") if _shown(cell)]
            if any(cells):
                yield "　".join(cells)


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


def _told(root: HtmlElement, article: HtmlElement, facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """发布时间 and 来源, from the tags that the standard for government sites asks for, else from the page's words."""
    around = _around_article(root, article)
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
    return _collapsed(" ".join(texts))


# ── pictures ────────────────────────────────────────────────────────────────────────────


def _is_large(picture: HtmlElement) -> bool:
    style = picture.get("style", "")
    sizes = [picture.get("width", ""), picture.get("height", ""), *re.findall(r"(?:width|height)\s*:\s*(\d+)px", style)]
    given = [int(one) for one in (size.removesuffix("px") for size in sizes) if one.isdecimal() and len(one) < 6]
    return not given or max(given) >= _LARGE_PICTURE


def _pictures(walk: _Walk) -> Iterator[Unread]:
    """Pictures are photographs in an article of many words; where there are few words, the text is in them."""
    if walk.pictures and sum(len(one.text) for one in walk.found) < _MANY_WORDS:
        yield Unread(f"图片{walk.pictures}个", "图片里的文字没有读取", Place("paragraph", 1))
