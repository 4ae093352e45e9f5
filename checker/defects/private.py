"""What must not be published: personal data and marks of secrecy."""

from __future__ import annotations

from collections.abc import Iterator

from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect

_LONG_NUMBER = Expression(r"\d{8}")
_IDENTITY_CARD = Expression(
    r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = Expression(r"(?<![\d-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", begins="1")
_NAMED_CARD = Expression(r"身份证(?:号码?)?[：:为是]?\s*(\d{17}[\dXx]|\d{15})(?![\dA-Za-z])", holds=("身份证",))
_HOME = Expression(
    r"(?:家住|家庭住址|住址|现住|户籍地址?|居住在)[：:]?[^，。；\n]{0,20}?(?:小区|花园|家园|路|街|巷|村|社区|公寓)[^，。；\n]{0,12}?\d+\s*(?:号楼?院?|栋|幢|单元|室)(?:\d+\s*(?:号楼?|栋|幢|单元|室|号))*",
    holds=("家住", "住址", "现住", "户籍地", "居住在"),
)
_LIVES = Expression(
    r"(?<=[，。；、：\s\n])住[^，。；\n]{2,30}?\d+\s*(?:号楼|号院|栋|幢|单元)\s*\d+\s*(?:单元|室|号|栋|幢)(?:\d+\s*(?:单元|室|号))*",
    holds=("单元",),
    begins="住",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SEAL = Expression(
    r"(?:绝密|机密|秘密)\s*[★☆]\s*(?:长期|\d+\s*(?:年|个月|天))?|(?m:^[ \u3000]*(?:绝密|机密|秘密)[ \u3000]*$)",
    holds=("绝密", "机密", "秘密"),
)
_KIND = "内部(?:资料|文件|材料|刊物)"
_KEEP = "注意保存|注意保密|请勿外传|严禁外传|不得外传|妥善保管"
_INTERNAL = Expression(
    rf"(?:【|（|\(|\[|^|\n)[ \u3000]*(?:{_KIND}(?:[，, ·\u3000]{{0,2}}(?:{_KEEP}))?|内部(?:使用|参阅|掌握)|密级[：:]\s*(?:绝密|机密|秘密)|仅供内部(?:使用|参考|参阅|交流)|注意保密|请勿外传|不予公开)[ \u3000]*(?:】|）|\)|\]|$|\n)",
    holds=(
        "内部资料",
        "内部文件",
        "内部材料",
        "内部刊物",
        "内部使用",
        "内部参",
        "内部交流",
        "内部掌握",
        "密级",
        "注意保密",
        "请勿外传",
        "不予公开",
    ),
)
_OFFICE = Expression(r"热线|专线|举报电话|值班电话|办公电话|监督电话|编号|单号|文号")


def find(case: Case) -> Iterator[Defect]:
    """Identity card numbers (their check digit must be right), mobile numbers, home addresses, marks of secrecy."""
    text = case.body.text
    cards = (
        {match.span() for match in _IDENTITY_CARD.finditer(text) if _is_card(match.group())}
        if _LONG_NUMBER.search(text)
        else set()
    )
    # a number that calls itself so is one, even with a digit wrong
    cards |= {match.span(1) for match in _NAMED_CARD.finditer(text)}
    for start, end in sorted(cards):
        yield case.defect("personal-data", start, end, "公开的报告里有身份证号", "删去，或者只写“当事人某某”")
    for match in _MOBILE.finditer(text):
        before, _ = case.body.around(*match.span(), 12)
        if not _OFFICE.search(before):
            yield case.defect(
                "personal-data", *match.span(), "公开的报告里有个人手机号", "删去，需要联系方式的写办公电话"
            )
    for match in (*_HOME.finditer(text), *_LIVES.finditer(text)):
        yield case.defect("personal-data", *match.span(), "公开的报告里有个人住址", "删去门牌号")
    for match in (*_SEAL.finditer(text), *_INTERNAL.finditer(text)):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield case.defect(
            "secrecy-mark",
            start,
            start + len(match.group().strip()),
            "公开的报告带有内部或者涉密标志",
            "先确认能否公开；能公开的删去标志",
        )


def _is_card(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()
