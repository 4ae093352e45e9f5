"""Words without facts: a rate without its count, a paragraph that names nothing."""

from __future__ import annotations

from collections.abc import Iterator

from checker import text
from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect, Role, Sentence

_RATE = Expression(
    r"[\u4e00-\u9fff]{2,10}(?:率|占比)(?:均|都|全部|分别|已|持续|始终|稳定)?(?:保持|稳定|达到|达|为|实现|在|是|超过|超|约){0,4}[：:]?\s*(?:\d{1,9}(?:\.\d{1,9})?\s*[%％]|百分之[一二三四五六七八九十百]+)"
    r"|\d{1,9}(?:\.\d{1,9})?\s*[%％]的?(?:办结|办理|回复|答复|按时|及时|完成|化解|整改|出庭)",
    holds=("%", "％", "百分之"),
)
_NOT_A_RATE_OF_COUNTS = Expression(
    r"增长|同比|下降|上升|提高|提升\d|利率|税率|森林覆盖|绿化|达标率|空气|优良天数|失业率|城镇化|入学率"
)
_COUNT = Expression(
    r"\d[\d,，.]{0,20}\s*(?:余|多|万|亿|几){0,4}\s*(?:件|宗|起|个|项|次|份|人|名|户|家|场|期|条|批|篇|处|所|辆|例|起|人次|批次|票|单|笔|卷|岗|类)"
)
_DONE = frozenset({Role.MEASURES, Role.LEADER})
_CONCRETE = Expression(
    r"\d|《|会议|常委会|党组|例会|专题|讲座|培训|考试|测试|印发|制定|出台|修订|建立|成立|组建|聘|签订|举办|召开|组织|案件|平台|系统|热线|清单|台账|方案|办法|机制|小组|宣传(?:月|周|日)|公示|公开|检查|督察|督查|评查|旁听|庭审|“"
)
_SENTENCES = 3
_CHARACTERS = 50


def find(case: Case) -> Iterator[Defect]:
    """Rates without a count in their sentence; paragraphs of three sentences or more that name nothing."""
    for start, one in zip(case.body.starts, case.body.sentences, strict=True):
        if one.roles & _DONE and not one.heading:
            match = _RATE.search(one.text)
            if match and not _COUNT.search(one.text) and not _NOT_A_RATE_OF_COUNTS.search(one.text):
                first = max(0, match.start())
                yield case.defect(
                    "rate-without-count",
                    start + first,
                    start + match.end(),
                    "只有比率，没有数量",
                    "同时写明总数和其中的件数、人数",
                )
    yield from _empty(case)


def _empty(case: Case) -> Iterator[Defect]:
    points: dict[int, list[Sentence]] = {}
    for one in case.body.sentences:
        points.setdefault(one.point, []).append(one)
    starts = {id(one): start for start, one in zip(case.body.starts, case.body.sentences, strict=True)}
    for point in points.values():
        said = [one for one in point if not one.heading]
        whole = "".join(one.text for one in said)
        if len(said) < _SENTENCES or len(whole) < _CHARACTERS or not all(one.roles & _DONE for one in said):
            continue
        if not _CONCRETE.search(whole) and not text.has_quantity(whole):
            first = starts[id(said[0])]
            yield case.defect(
                "empty-claim",
                first,
                first + len(said[0].text),
                f"这一段{len(said)}句话没有写到具体的事项、数字、文件或者会议",
                "写明做了哪几件事、多少次、依据什么文件",
            )
