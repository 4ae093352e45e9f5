"""Figures that do not add up. Speaks only where the relation is certain, and shows its sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from checker import expressions
from checker.defects import Case
from checker.expressions import Expression
from checker.model import Defect, Role, Sentence

_UNITS = (
    "人次|户次|批次|场次|件次|余件|平方米|平方公里|公里|万元|亿元|千克|公斤|小时|学时|"
    "件|宗|起|个|项|次|份|卷|人|名|户|家|场|期|条|批|篇|处|所|辆|例|吨|亩|套|册|张|台|座|间|只|种|类|轮|天|元|支|部"
)
_QUANTITY = Expression(
    rf"(?<![\d.第A-Za-z〔\[])(?P<number>\d{{1,3}}(?:[,，]\d{{3}}){{1,4}}(?![\d])|\d{{1,12}}(?:\.\d{{1,9}})?)\s*(?P<times>百万|千万|万|亿|千|百)?(?P<more>余|多|几|左右)?\s*(?P<unit>{_UNITS}|[%％])"
)
_DIGIT = Expression("[0-9]")
_ABOUT = Expression(
    r"(?:[近约逾超]|超过|突破|大约|不少于|不低于|至少|最多|平均[^，。；]{0,8}|人均|每[^，。；]{0,6}?)\Z"
)
_ABOUT_ENDS = frozenset("近约逾超过破于少多均")
_BEFORE = 12  # characters before a number that can say that it is no exact one
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_SAME = {"名": "人", "宗": "件", "起": "件", "余件": "件", "件次": "件", "场次": "场", "％": "%"}
_MONEY = {"万元": "万", "亿元": "亿"}


class Quantity(NamedTuple):
    """A number with its unit, at `start`..`end` of a sentence. `about`: 余, 多; `digits`: decimals as written."""

    value: Decimal
    unit: str
    start: int
    end: int
    about: bool
    digits: int

    @property
    def percent(self) -> bool:
        return self.unit == "%"


def quantities(sentence: str) -> list[Quantity]:
    """Every number with a unit: 1.2万元, 1,305件, 86.07%, 300余人次."""
    found = []
    for match in _QUANTITY.finditer(sentence):
        number, times, more, said = match.groups()
        number = number.replace(",", "").replace("，", "")
        unit, factor = ("元", _MONEY[said]) if said in _MONEY else (_SAME.get(said, said), times or "")
        start = match.start()
        found.append(
            Quantity(
                Decimal(number) * _TIMES[factor],
                unit,
                start,
                match.end(),
                more is not None or "余" in said or _about(sentence, start),
                len(number.partition(".")[2]),
            )
        )
    return found


def _about(sentence: str, start: int) -> bool:
    """Whether the number that begins there is called no exact one: 近300, 超过12, 平均每户3.5."""
    before = sentence[max(0, start - _BEFORE) : start]
    return (before[-1:] in _ABOUT_ENDS or "均" in before or "每" in before) and _ABOUT.search(before) is not None


def find(case: Case) -> Iterator[Defect]:
    """Parts and totals, rates and counts, growth, and one quantity stated twice."""
    spoken: list[tuple[int, Sentence, list[Quantity]]] = []
    for start, one in zip(case.body.starts, case.body.sentences, strict=True):
        if not _DIGIT.search(one.text):
            continue
        words = one.text.replace("\n", "")
        known = quantities(words)
        if not known:
            continue
        spoken.append((start, one, known))
        for check in (_of_which, _left_over, _listed, _summed_up, _cleared, _shares, _rates, _growth, _beyond_hundred):
            fault = next(check(words, known), None)
            if fault:
                first, last, message = fault
                yield case.defect("arithmetic", start + first, start + last, message, "核对数据后改正")
                break
    yield from _stated_twice(case, spoken)


Fault = tuple[int, int, str]  # start, end in the sentence, message


# ── parts and totals ────────────────────────────────────────────────────────────────────

_WHICH = Expression(r"[，,（(]?\s*其中[，,：:]?", holds=("其中",))
# 21名领导干部实施审计，其中: the clause of the whole goes on until 其中
_BELONGS = Expression(r"[^，。；：、（）,;()]{0,16}[）)]?\Z")
# what one thing is counted under once; a person or a place may be counted twice
_APART = frozenset({"件", "项", "条", "份", "卷"})
# 对21名干部审计，其中党政9名、企业8名、部门5名: people by where they are; but a woman may be a party member too
_OF_PEOPLE = Expression(
    r"党员|女|男|岁|青年|学历|本科|研究生|专科|高级|中级|初级|职称|少数民族|兼|党外|持证|新进|骨干|专职|老年|残疾"
)
_PEOPLE = frozenset({"人"})
# a list that ends with what is left, or is short of so little, was meant to be whole
_LEFT = Expression(r"其[他它余]|剩余|余下")
_SHORT_OF = Decimal("0.025")
_NOT_ALL = Expression(r"主要(?!领导|负责)|重点|典型|部分|等|以上|左右|大多|多数")
# one and the same may be counted in two parts
_OVERLAP = Expression(r"兼|重叠|交叉|多种身份|重复计|同一|既有|含有多")
# how a case ended: beside what it was about, that is another way to divide the same cases
_OUTCOME = Expression(r"判决|裁定|驳回|维持|撤销|撤回|撤诉|胜诉|败诉|终止|调撤|变更|确认违法|不予")
# 受理30件，其中办结25件、调解成功20件: the same cases, further on
_STAGES = Expression(r"结|成功|采纳|整改|完成|履行|生效|移送|答复|回复|已|未|涉|满意|出庭|公开|到位")
_NEW_TOTAL = Expression(r"共|总计|累计|合计|另|同时|此外|以及共|全年|较|同比|比上|增加|新增|减")


def _of_which(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """共24件，其中甲7件、乙30件: no part is larger than the whole, and parts of cases are no more than the whole together."""
    for match in _WHICH.finditer(words):
        before = [one for one in known if one.end <= match.start()]
        if (
            not before
            or before[-1].percent
            or before[-1].about
            or not _BELONGS.match(words[before[-1].end : match.start()])
        ):
            continue
        total = before[-1]
        parts = list(_run(words, known, match.end(), total.unit))
        # 一审4件，二审3件，其中胜诉6件: the whole may be all that was counted before
        whole = sum((one.value for one in before if one.unit == total.unit), Decimal(0))
        for part in parts:
            if part.value > max(whole, total.value):
                yield total.start, part.end, f"其中的{_plain(part)}大于总数{_plain(total)}"
        names = words[match.end() : parts[-1].end] if parts else ""
        ended = [bool(_OUTCOME.search(name)) for name in _names(words, match.end(), parts)]
        apart = total.unit in _APART and not _STAGES.search(names) and not _OVERLAP.search(words)
        apart = apart and all(ended) is any(ended)
        if (
            (len(parts) >= 2 and apart and whole == total.value and _sum(parts) > total.value)
            or (len(parts) >= 3 and _meant_whole(words, known, parts, total, apart=apart))
            or (_are_opposites(tuple(_names(words, match.end(), parts))) and _sum(parts) != total.value)
        ):
            yield total.start, parts[-1].end, _shown(parts, total)


def _are_opposites(names: Sequence[str]) -> bool:
    """Whether two parts are a thing and its opposite, which leave nothing over: 合格46家、不合格5家."""
    if len(names) != 2:
        return False
    first, second = (expressions.sub(r"[\s，,、；;：:和的]", "", one) for one in names)
    return len(first) >= 2 and second in (f"不{first}", f"未{first}", f"不予{first}", f"未{first.removeprefix('已')}")


def _meant_whole(
    words: str, known: Sequence[Quantity], parts: Sequence[Quantity], total: Quantity, *, apart: bool
) -> bool:
    """Whether parts that follow 其中 were meant to be all there is, and are a little more or less than it."""
    names = words[total.end : parts[-1].end]
    tail = words[parts[-1].end :]
    more = any(one.unit == total.unit for one in known if one.start > parts[-1].start)
    if more or _NOT_ALL.search(names + tail[:2]) or _OVERLAP.search(words):
        return False
    short = total.value - _sum(parts)
    if total.unit in _PEOPLE:
        return -total.value <= short * 10 < 0 and not _OF_PEOPLE.search(names)
    last = words[parts[-2].end : parts[-1].start]
    return apart and short > 0 and (_LEFT.search(last) is not None or short <= total.value * _SHORT_OF)


def _left_over(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """8个楼盘，化解5个，剩余2个: what is done and what is left are the whole."""
    for rest in known[2:]:
        same = [one for one in known if one.unit == rest.unit and one.start <= rest.start]
        if len(same) != 3 or any(one.about for one in same) or rest.percent or "其中" in words:
            continue
        total, part, _ = same
        left = expressions.search(
            r"(?:剩余|其余|余下|剩下|尚余|还剩|尚有|仍有)[^，。；\d]{0,6}$", words[part.end : rest.start]
        )
        done = expressions.search(
            r"(?:化解|办结|完成|整改|解决|处置|销号|调处|处理)[^，。；\d]{0,4}$", words[total.end : part.start]
        )
        if (
            left
            and done
            and part.value + rest.value != total.value
            and not _NEW_TOTAL.search(words[total.end : rest.start])
        ):
            yield total.start, rest.end, _shown([part, rest], total)


def _names(words: str, start: int, parts: Sequence[Quantity]) -> Iterator[str]:
    """What is written before each part."""
    for one in parts:
        yield words[start : one.start]
        start = one.end


def _run(words: str, known: Sequence[Quantity], start: int, unit: str) -> Iterator[Quantity]:
    """Quantities of a unit that follow one another, each with a short name before it; others end the run."""
    at = start
    mark = ""
    for one in known:
        if one.start < start:
            continue
        said = words[at : one.start]
        name = said.strip(" ，,、；和及以与（(")
        # 甲206件、乙113件，对52件不予处罚: a list keeps to its marks
        parted = next((char for char in said.strip() if char in "，,、；"), "") if at > start else ""
        if parted and mark and parted != mark:
            return
        mark = mark or parted
        if (
            one.unit != unit
            or one.about
            or len(name) > 14
            or not name
            or expressions.search(r"[。，；,）)]", name)
            or _NEW_TOTAL.search(name)
        ):
            return
        yield one
        at = one.end


def _listed(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """24件（甲7件、乙6件、丙12件）, 分别为…, 包括…: what is listed in full adds up."""
    for index, total in enumerate(known[:-2]):
        if total.percent or total.about:
            continue
        following = known[index + 1]
        between = words[total.end : following.start]
        opener = expressions.match(r"\s*(?:[（(]|[，,]?\s*(?:分别(?:为|是)?|包括|即|具体为)[：:]?|[：:])", between)
        if not opener or "其中" in between:
            continue
        parts = list(_run(words, known, total.end + opener.end(), total.unit))
        if len(parts) < 2:
            continue
        tail = words[parts[-1].end :]
        if "包括" in opener.group() and _sum(parts) < total.value:
            continue
        closed = (
            tail[:1] in ("）", ")")
            if opener.group().strip()[:1] in ("（", "(")
            else expressions.match(r"[。；;]|$", tail)
        )
        if (
            closed
            and _sum(parts) != total.value
            and not expressions.search(r"等|以上", words[total.end : parts[-1].end + 2])
        ):
            yield total.start, parts[-1].end, _shown(parts, total)


_SUMS_UP = Expression(
    r"[，,、；]?\s*(?:(?:合计|共计|总计|累计)[^\d，。；、（）]{0,4}|共(?:有|为)?|全年(?:共计?|合计|累计|总计)?)"
)
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def _summed_up(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """甲7件、乙6件、丙12件，合计24件."""
    for index, total in enumerate(known):
        if index < 2 or total.percent or total.about:
            continue
        lead = words[known[index - 1].end : total.start]
        if not _SUMS_UP.fullmatch(lead):
            continue
        parts: list[Quantity] = []
        for one in reversed(known[:index]):
            nxt = parts[0].start if parts else None
            gap = words[one.end : nxt] if nxt is not None else ""
            if one.unit != total.unit or one.about:
                break
            if parts and (
                not expressions.fullmatch(r"[，,、；和及与]\s*(?:第?[二三四]季度|[^\d，。；、（）]{1,14})", gap)
                or _NEW_TOTAL.search(gap)
            ):
                break
            parts.insert(0, one)
        before = words[: parts[0].start] if parts else ""
        if "全年" in lead and not all(one in words[: total.start] for one in _QUARTERS):
            continue
        whole = (
            len(parts) >= 2
            and not expressions.search(r"其中|等", words[parts[0].start : total.start])
            and not expressions.search(r"(?:共|总计|累计|合计)[^，。；]{0,14}$", before)
        )
        if whole and _sum(parts) != total.value:
            yield parts[0].start, total.end, _shown(parts, total)


def _sum(parts: Sequence[Quantity]) -> Decimal:
    return sum((one.value for one in parts), Decimal(0))


def _plain(one: Quantity) -> str:
    return f"{_number(one.value)}{one.unit}"


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _shown(parts: Sequence[Quantity], total: Quantity) -> str:
    added = "＋".join(_number(one.value) for one in parts)
    return f"分项之和{added}＝{_number(_sum(parts))}，与总数{_number(total.value)}不一致"


# 清理规范性文件75件，继续有效52件、修改8件、废止16件: what became of documents that were gone through
_CLEARED = Expression(r"清理[^，。；\d]{0,20}(?:规范性)?文件$")
_FATE = Expression(r"(?:其中)?[^，。；\d]{0,6}(?:继续有效|保留|有效|修改|修订|废止|失效|宣布失效)[^，。；\d]{0,6}$")


def _cleared(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """No more documents were kept, changed and abolished together than were gone through."""
    for index, total in enumerate(known) if "清理" in words else ():
        if total.unit != "件" or total.about or not _CLEARED.search(words[: total.start]):
            continue
        parts: list[Quantity] = []
        at = total.end
        for one in known[index + 1 :]:
            if one.unit != "件" or one.about or not _FATE.match(words[at : one.start].lstrip("，,、；（(")):
                break
            parts.append(one)
            at = one.end
        if len(parts) >= 2 and _sum(parts) > total.value:
            yield total.start, parts[-1].end, _shown(parts, total)


# ── rates ───────────────────────────────────────────────────────────────────────────────

# after the part: 合格，合格率, ，办结率, （占
_RATE_WORDS = Expression(
    r"^(?:[\u4e00-\u9fff]{2,4}(?=[，,]))?[，,、（(]?\s*(?:占[^\d，。；]{0,14}|[^\d，。；]{0,10}(?:率|占比|比例)[^\d，。；]{0,4})$"
)


def _rates(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """352宗……303宗，处置率86.07%: the rate is that of the two counts, rounded or cut off."""
    for index, rate in enumerate(known):
        if not rate.percent or index < 2:
            continue
        part = known[index - 1]
        if part.percent or part.about or not _RATE_WORDS.match(words[part.end : rate.start]):
            continue
        earlier = [one for one in known[: index - 1] if one.unit == part.unit and not one.percent]
        wholes = [one for one in earlier if one.value >= part.value and not one.about and one.value]
        if (
            len(earlier) != 1
            or len(wholes) != 1
            or expressions.search(r"同比|较|增长|下降|上升|比上", words[part.end : rate.start])
        ):
            continue
        between, after = words[wholes[0].end : part.end], words[part.end : rate.start]
        if not (_rate_of(between, after) or (len(after.split("，")) > 1 and _rate_of(after.split("，")[0], after))):
            continue
        whole = wholes[0]
        # the whole must belong to the part: nothing but words of dealing with it in between
        if expressions.search(r"。|；|另|同比|较上", words[whole.end : part.start]) or whole.value == 0:
            continue
        between = words[whole.end : part.start]
        # 共8件，其中规范性文件3件，备案率100% is the rate of the part alone
        own = "其中" in between and "占" not in words[part.end : rate.start]
        # 建议11件、提案9件，办结率100% is the rate of both
        own = own or between.lstrip().startswith(("、", "和", "及", "与"))
        if own or part.end - whole.start > 60:
            continue
        if not _agrees(part.value / whole.value * 100, rate):
            yield whole.start, rate.end, _shown_rate(part, whole, rate)


_SHARE_OF = Expression(r"[，,（(]?占[^\d，。；]{0,14}$")


def _shares(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """参训298人，占应训人员310人的96.1%."""
    for part, whole, rate in zip(known, known[1:], known[2:], strict=False):
        if (
            rate.percent
            and part.unit == whole.unit != "%"
            and whole.value
            and not (part.about or whole.about or rate.about)
            and words[whole.end : rate.start].strip() in ("的", "")
            and _SHARE_OF.match(words[part.end : whole.start])
            and not _agrees(part.value / whole.value * 100, rate)
        ):
            yield part.start, rate.end, _shown_rate(part, whole, rate)


def _shown_rate(part: Quantity, whole: Quantity, rate: Quantity) -> str:
    right = (part.value / whole.value * 100).quantize(Decimal(1).scaleb(-max(rate.digits, 1)), ROUND_HALF_UP)
    return f"{_number(part.value)}÷{_number(whole.value)}＝{_number(right)}%，不是{_number(rate.value)}%"


_RATE_NAME = Expression(r"([\u4e00-\u9fff]{2})(?:率|占比|比例)")
# a rate over what was due, or over another whole than the one that is written
_OTHER_WHOLE = Expression(r"按时|按期|及时|法定|期限|满意|好评|知晓|出庭|应诉|同类|应当|到期")
_NAMES_ITS_WHOLE = Expression(r"占[^比%]{0,8}(?:[全同]|上年|去年|人口|面积|辖区|编制|年度|计划)")
_DEALT_WITH = (
    "办结",
    "处置",
    "处理",
    "整改",
    "完成",
    "解决",
    "化解",
    "审结",
    "结案",
    "落实",
    "调解",
    "成功",
    "办理",
    "调处",
)


def _rate_of(part: str, rate: str) -> bool:
    """Whether a rate is that of the part by its name: 办结20件，办结率; 整改303宗，处置率; 占80%."""
    if _OTHER_WHOLE.search(rate) or _OTHER_WHOLE.search(part):
        return False
    name = _RATE_NAME.search(rate)
    if "占" in rate or not name:
        return "占" in rate and not _NAMES_ITS_WHOLE.search(rate)
    return name[1] in part or (name[1] in _DEALT_WITH and any(one in part for one in _DEALT_WITH))


def _agrees(true: Decimal, said: Quantity) -> bool:
    """Rounded or cut off at the decimals that are given."""
    unit = Decimal(1).scaleb(-said.digits)
    return said.value in (true.quantize(unit, ROUND_HALF_UP), true.quantize(unit, ROUND_DOWN))


_GROWTH = Expression(
    r"[^\d。；]{0,4}[，,]?\s*(?:较|比)(?:上年|去年|上一年|20\d\d年)(?:同期)?的?(?!.*[增减多少升降])[^\d，。；]{0,6}$"
)
_FROM = Expression(r"[由从][^，。；\d]{0,12}$")
_FROM_TO = Expression(r"(?:增|上升|提高|减少|减|下降|降|压减|压缩)(?:加|长)?(?:至|到|为)$")
_CHANGE = Expression(r"^[^\d。；，,]{0,4}[，,]?\s*(?:同比)?(增长|增加|上升|提高|下降|减少|降低|下降了|增长了)了?约?$")


def _growth(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """今年120件，较上年100件增长20%."""
    for first, second, rate in zip(known, known[1:], known[2:], strict=False):
        # 由上年的40件增至52件，增长30%: the earlier figure comes first
        from_to = _FROM_TO.match(words[first.end : second.start]) and _FROM.search(words[: first.start])
        now, before = (second, first) if from_to else (first, second)
        if now.percent or before.percent or not rate.percent or now.unit != before.unit or now.about or before.about:
            continue
        change = _CHANGE.match(words[second.end : rate.start])
        if not change or not (from_to or _GROWTH.match(words[now.end : before.start])) or not before.value:
            continue
        sign = -1 if change[1][0] in "下减降" else 1
        true = sign * (now.value - before.value) / before.value * 100
        if not _agrees(true, rate):
            shown = true.quantize(Decimal(1).scaleb(-max(rate.digits, 1)), ROUND_HALF_UP)
            yield (
                min(now.start, before.start),
                rate.end,
                f"（{_number(now.value)}－{_number(before.value)}）÷{_number(before.value)}，变动是{_number(shown)}%，不是{_number(rate.value)}%",
            )


_MAY_EXCEED = Expression(r"增|提高|上升|同比|完成|超额|进度|任务|目标|翻|扩|达产|产能|环比|涨|膨胀|覆盖倍")
_OF_PLAN = Expression(r"的?(?:年度|全年|序时)?(?:计划|目标|任务|进度)")
_BOUNDED = Expression(r"(?:率|占比|比例|占|覆盖)[^\d，。；]{0,6}$")


def _beyond_hundred(words: str, known: Sequence[Quantity]) -> Iterator[Fault]:
    """A share or rate of more than 100 %."""
    for one in known:
        if one.percent and one.value > 100:
            clause = expressions.split(r"[，。；,;]", words[: one.start])[-1]
            of_plan = _OF_PLAN.match(words[one.end :])
            if _BOUNDED.search(clause) and not _MAY_EXCEED.search(clause) and not of_plan:
                yield max(0, one.start - len(clause)), one.end, f"{_number(one.value)}%超过了100%"


# ── said twice ──────────────────────────────────────────────────────────────────────────

_WHOLE_YEAR = Expression(
    r"(?:全年|20\d\d年|本年度)[，,]?(?:我局|我县|全县|全市|全区|全镇|共|累计|本级)?(?P<what>[^\d，。；、（）]{4,20})$",
    holds=("全年", "本年度", "20"),
)
# what an office counts once a year; of lessons and meetings there are several counts
_COUNTED_ONCE = Expression(
    r"案件|信访|规范性文件|合同|复议|诉讼|热线|工单|许可|处罚|纠纷|投诉|举报|建议|提案|公开|援助|公证|事项|线索|法律意见"
)
_CLAUSE = Expression(r"[，。；：,;]")
_CLAUSES = 80  # characters before a number that can tell of what it is the number
_DONE = frozenset({Role.MEASURES, Role.LEADER, Role.LEAD})


def _stated_twice(case: Case, spoken: Sequence[tuple[int, Sentence, list[Quantity]]]) -> Iterator[Defect]:
    """全年办理行政复议案件12件 here and 13件 there: the same words for the whole year with another number."""
    seen: dict[tuple[str, str], tuple[Quantity, bool]] = {}
    for start, one, known in spoken:
        if not one.roles & _DONE:
            continue
        for quantity in known:
            if quantity.percent or quantity.about:
                continue
            clause = _CLAUSE.split(one.text.replace("\n", "")[max(0, quantity.start - _CLAUSES) : quantity.start])
            text = clause[-1] if len(clause[-1]) > 6 or len(clause) < 2 else clause[-2] + "，" + clause[-1]
            match = _WHOLE_YEAR.search(text)
            if not match:
                continue
            what = expressions.sub(r"^(?:全年|我局|共计?|累计|总计)+|(?:共计?|累计|达到?|为|了)$", "", match["what"])
            if len(what) < 4:
                continue
            whole_year = "全年" in match.group()
            before = seen.setdefault((what, quantity.unit), (quantity, whole_year))
            if not _COUNTED_ONCE.search(what) and not (whole_year and before[1]):
                continue
            if before[0].value != quantity.value:
                yield case.defect(
                    "arithmetic",
                    start + max(0, quantity.start - len(match["what"])),
                    start + quantity.end,
                    f"“{what}”前面写{_plain(before[0])}，这里写{_plain(quantity)}",
                    "核对数据，前后统一",
                )
