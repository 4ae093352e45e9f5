"""Years and days that do not fit the reporting year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from checker import expressions
from checker.defects import Case, Entry
from checker.expressions import Expression
from checker.model import Defect, Identity, Kind, Place, Role, Severity

_DONE = frozenset({Role.MEASURES, Role.LEADER})
_DASH = r"\s*(?:—+|–|-|－|―|─|~|～|至|到)\s*"

# ── ranges of years ─────────────────────────────────────────────────────────────────────

_LOST_DASH = Expression(
    # 20212025年, （20212025）, （2021 2025年）, （2021年2025年）
    r"(?<!\d)(20[0-4]\d)(20[0-4]\d)(?=\s*年|[）)])|(?<=[（(])(20[0-4]\d)(?:年|[ \u3000]+)(20[0-4]\d)(?=年?[）)])",
    begins="2",
)
_LONGEST_SPAN = 20


def _lost_dashes(case: Case) -> Iterator[Defect]:
    for match in _LOST_DASH.finditer(case.body.text):
        first, last = int(match[1] or match[3]), int(match[2] or match[4])
        if first < last <= first + _LONGEST_SPAN:
            end = match.end() + 1
            yield case.defect("lost-dash", match.start(), end, "两个年份之间缺少连接号", f"改为“{first}—{last}年”")


def _plans(case: Case) -> Iterator[Defect]:
    text = case.body.text
    for plan in _entries(case, "plans"):
        if plan["name"] not in text:
            continue
        for found in expressions.finditer(
            rf"(《|〈|<|“|[^\u4e00-\u9fff]|落实|贯彻|按照|对照|根据|执行){re.escape(plan['name'])}[（(〔]?\s*(20\d\d)(?:年)?{_DASH}(20\d\d)",
            text,
        ):
            said = f"{found[2]}—{found[3]}"
            over = int(found[3]) + _GRACE < case.year and said in plan["years"]
            if over and said != plan["years"][-1]:
                sentence = case.body.sentence(found.start())
                if sentence.roles & (_DONE | {Role.LEAD}) and not _LOOKS_BACK.search(sentence.text):
                    yield case.defect(
                        "wrong-period",
                        found.start(2),
                        found.end(3),
                        f"{plan['name']}（{said}年）已经到期",
                        f"改为现行的（{plan['years'][-1]}年）",
                    )
            elif said not in plan["years"]:
                right = "或者".join(f"（{one}年）" for one in plan["years"])
                yield case.defect(
                    "wrong-period", found.start(2), found.end(3), f"{plan['name']}的起止年写错了", f"应为{right}"
                )


_GRACE = 1  # years in which a plan that is over is still summed up
_LOOKS_BACK = Expression(
    r"总结|验收|回顾|表彰|先进|以来|期间|收官|圆满|完成|评估|时期|成果|基础上|延续|自“|荣获|获评|经验|历程|评为|命名|授予"
)
_LOOKS_AHEAD = Expression(r"谋划|启动|筹备|编制|起草|制定|准备|调研|奠定|打下|开启|开局|衔接|迎|即将|前期|建议|展望")


_CARRIES_OUT = Expression(r"推进|推动|开展|为契机|落实|贯彻|实施|按照")
_CLAUSES = Expression(r"[^，。；;]+")


def _clause(words: str, at: int) -> str:
    """The clause of a sentence that holds a position."""
    return next((one.group() for one in _CLAUSES.finditer(words) if one.start() <= at < one.end()), words)


def _campaigns(case: Case) -> Iterator[Defect]:
    text = case.body.text
    for one in _entries(case, "campaigns"):
        if one["from"] <= case.year <= one["until"]:
            continue
        for word in one["words"]:
            for start in _occurrences(text, word):
                sentence = case.body.sentence(start)
                expected = _LOOKS_BACK if case.year > one["until"] else _LOOKS_AHEAD
                in_grace = one["until"] < case.year <= one["until"] + one["grace"]
                # in the year after its end a plan may be summed up, but no longer be carried out
                clause = _clause(sentence.text, start - case.body.starts[case.body.number(start)])
                wrong = (
                    _CARRIES_OUT.search(clause) and not _LOOKS_BACK.search(clause)
                    if in_grace
                    else not expected.search(sentence.text)
                )
                if sentence.roles & _DONE and wrong:
                    yield case.defect(
                        "wrong-period",
                        start,
                        start + len(word),
                        f"{one['name']}不在{case.year}年度",
                        "核对是哪一个五年",
                    )


# ── what had not happened yet ───────────────────────────────────────────────────────────


_LONGER = frozenset("律规治制院庭定")
_NOT_YET = Expression(r"即将|草案|征求意见|筹备|迎接|喜迎|谋划|启动|立法(?!法)|(?<!新)修订|起草")


# 二十届二中、三中全会: each plenum but the last lacks its last word, each but the first its first
_PLENUMS = Expression(
    r"(?P<of>(?:十[八九]|二十)届)(?:[一二三四五六七]中(?:全会)?[、和及]){1,5}[一二三四五六七]中全会",
    holds=("中、", "中和", "中及", "中全会"),
)
_PLENUM = Expression(r"[一二三四五六七]中(?:全会)?")


def _joined_plenums(text: str) -> dict[str, list[tuple[int, int]]]:
    """Plenums named in a row, by their whole names; those named in full are left out."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in _PLENUMS.finditer(text):
        for one in _PLENUM.finditer(row.group(), len(row["of"])):
            name = row["of"] + one.group().removesuffix("全会") + "全会"
            if not row.group().startswith(name):
                found.setdefault(name, []).append((row.start(), row.end()))
    return found


def _anachronisms(case: Case) -> Iterator[Defect]:
    text = case.body.text
    joined = _joined_plenums(text)
    until = f"{case.year}-12-31"
    for event in _entries(case, "events"):
        if str(event["day"]) <= until:
            continue
        day = _as_day(event["day"])
        for word in event["words"]:
            spans = [(start, start + len(word)) for start in _occurrences(text, word)]
            for start, end in spans + joined.get(word, []):
                if word.endswith("法") and text[start + len(word) : start + len(word) + 1] in _LONGER:
                    continue  # 数据安全法律法规
                sentence = case.body.sentence(start)
                wanted = sentence.roles & _DONE or (
                    Role.LEAD in sentence.roles and case.identity.signed is not None and case.identity.signed < day
                )
                if wanted and not _NOT_YET.search(sentence.text):
                    yield case.defect(
                        "anachronism",
                        start,
                        end,
                        f"{event['name']}的时间是{day.year}年{day.month}月，{case.year}年度还没有",
                        "核对是不是抄自其他年度的材料",
                    )


# of what is in a document only the whole name counts: 《省优化营商环境条例》, 《法律援助法实施办法》 are others
_STATE = "中华人民共和国"
_SHORT_NAME = 5  # characters: 能源法 is also the end of 节约能源法
_REVISED = Expression(r"(?:新(?:修订|修改|修正)?|(?:修订|修改|修正)后)的?$")
_PURSUES = Expression(
    r"(?:(?<!学习)贯彻(?:落实|执行|实施)|(?:认真|全面|严格|深入|切实|抓好|扎实)(?:落实|执行|实施|遵守|履行)|(?<!宣传)执行|依据|依照|根据|严格按照)"
    r"(?:国务院|国家|党中央)?(?:《[^《》]{2,40}》[、和及]?){0,6}$"
)
_STUDIES = Expression(
    r"学习|宣传|宣讲|培训|普法|解读|准备|讲座|颁布|出台|公布|即将|施行前|实施前|起施行|起实施|将于|知识|衔接"
)
_BEFORE = 60  # characters in which what is done with a document is told


def _unborn_laws(case: Case) -> Iterator[Defect]:
    """Laws before they were passed or revised, and laws acted upon in a year that ended before they were in force."""
    text, year = case.body.text, case.year
    until = f"{year}-12-31"
    for law in _entries(case, "laws"):
        # most laws are old: what decides that comes first
        if str(law["force"]) <= until or year < law.get("since", 0) or law["name"] not in text:
            continue
        passed, force = _as_day(law["passed"]), _as_day(law["force"])
        for at in _occurrences(text, law["name"]):
            end = at + len(law["name"])
            start = _name_begins(text, at, end)
            if start is None:
                continue
            before = text[max(0, start - _BEFORE) : start].removesuffix("《")
            revised = _REVISED.search(before)
            if law.get("revised") and not revised:
                continue
            sentence = case.body.sentence(start)
            if not sentence.roles & _DONE or _NOT_YET.search(sentence.text):
                continue
            if passed.year > year:
                told = f"{passed.year}年{passed.month}月才{'修订' if revised else '公布'}"
            elif _acted_upon(text, before[: revised.start()] if revised else before, end):
                told = f"自{_chinese(force)}起施行"
            else:
                continue
            reason = f"{law['name']}{told}，{year}年度还没有"
            yield case.defect("anachronism", start, end, reason, "核对是不是抄自其他年度的材料")


def _name_begins(text: str, at: int, end: int) -> int | None:
    """Where the name begins whose last words stand at `at`—`end`; None where they are part of another name."""
    start = at - len(_STATE) if text[:at].endswith(_STATE) else at
    if text[start - 1 : start] == "《":
        return start if text[end : end + 1] in ("》", "（", "(") else None
    if text[end : end + 1] == "》":
        return None
    bare = text[end - 1] == "法" and (start < at or end - at >= _SHORT_NAME) and text[end : end + 1] not in _LONGER
    return start if bare else None


def _acted_upon(text: str, before: str, end: int) -> bool:
    """Whether the clause carries a law out, and does not only study it or prepare for it."""
    if not _PURSUES.search(before):
        return False
    clause = _CLAUSE_END.split(text[end : end + _BEFORE], maxsplit=1)[0]
    return not _STUDIES.search(_CLAUSE_END.split(before)[-1] + clause)


# ── years in headings, lead and plans ───────────────────────────────────────────────────

_LEAD_YEAR = Expression(
    r"(?:现将|现就|下面将|兹将)[^。；\n]{0,30}?(20\d\d)\s*年(?:度)?(?!\s*(?:以来|至|—|-|到|[^。；\n]{0,4}问题))[^。；\n]{0,40}(?:报告|汇报|总结|公布|公示|公告|通报|说明)如下"
)
_HEADING_YEAR = Expression(r"(?<![\d—\-–－至到~～])(20\d\d)\s*年(?:度)?(?!\s*[—\-–－至到~～和与及、]|以来)")
_YEAR_LEADS = Expression(
    r"(?:[第]?[一二三四五六七八九十]{1,3}[、．.]?|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、．.])?\s*(?:关于)?20\d\d"
)
_YEAR_OF_PLAN = Expression(r"20\d\d\s*年(?:度)?[^，。；《》]{0,10}(?:计划|安排|打算|思路|重点|设想|谋划|目标)")
_PLAN_YEAR = Expression(
    r"[ \u3000]*(?:在?新的一年里?[，,])?(?:[一二三四五六七八九十]是)?(20\d\d)\s*年(?:度)?(?!\s*\d{1,2}\s*月)[，,]?(?:[^，。；“《]{0,16}?(?:将|要|拟|计划(?![的未中内外任已]))|我|本|全|街道|镇|乡|县|市|区|局|工作)"
)
_PLANS = Expression(r"将|拟|计划|要(?!求|素|点|件|领)|继续|进一步")
_LEAD_OPENS = Expression(
    r"[ \u3000]*(20\d\d)\s*年(?:度)?[，,](?!是)[^。；\n]{0,30}(?:领导下|坚持|深入|认真|全面|紧紧|始终|按照|以|持续|扎实|不断)"
)
_YEAR_WITHIN = 8  # characters at the beginning of a sentence that sums up a year
_LOOKS_AT_THE_YEAR = _DONE | {Role.SHORTCOMINGS}
# 2022年，我局法治政府建设工作取得了一定成效: what sums up the year
_SUMMED_UP = Expression(
    r"[ \u3000]*(?:(?:总的来[看说]|总体来?[看说]|总体上|虽然|尽管)[，,]?)?(?:(20\d\d)\s*年(?:度)?[，,]?[^，。；《“\d]{0,16}(?:法治(?:政府)?建设|依法行政|法治)(?:各项)?工作(?:虽然?|尽管)?(?:已)?取得"
    r"|(?:回顾|总结)(20\d\d)\s*年(?:度)?(?:的)?(?:法治|依法|工作|全年))"
)
_HEADING_OF_YEAR = Expression(r"工作|情况|举措|做法|成效|措施|总结|报告|打算|计划|安排|思路|问题|不足|重点")
_OTHER_YEAR = Expression(
    r"同比|较|相比|对比|以来|整改|反馈|考核|督察|督查|规划|纲要|方案|行动|修订|修正|历史|十[二三四五]五|回头看|清理|“|《"
)
_CLAUSE_END = Expression("[，。；]")
# what is quoted after it may well name other years
_WILL_DO = Expression(
    r"[ \u3000]*20\d\d\s*年(?:度)?[，,]?[^，。；“《\d]{0,12}(?<!结合)将(?:以|继续|进一步|坚持|按照|紧紧|紧扣|深入|围绕|认真|全面|重点|着力)"
)
_REVIEWS = Expression(r"虽|尽管|取得|已[经圆全]|完成了|回顾|过去|但|存在")


def _stale_years(case: Case) -> Iterator[Defect]:
    body, year = case.body, case.year
    # secrecy marks and document numbers may stand above it
    titles = (number for number, one in enumerate(body.sentences) if Role.TITLE in one.roles and "20" in one.text)
    title = next(titles, None)
    if title is not None:
        yield from _stale_title(case, title)
    yield from _stale_opening(case)
    for number, one in enumerate(body.sentences):
        start = body.starts[number]
        if Role.LEAD in one.roles:
            match = _LEAD_YEAR.search(one.text)
            if match and int(match[1]) != year:
                yield _stale(case, start + match.start(1), f"导语说的是{match[1]}年", f"{year}年")
        summed = _SUMMED_UP.match(one.text) if "20" in one.text[:_YEAR_WITHIN] and not one.heading else None
        if (
            summed
            and one.roles & _LOOKS_AT_THE_YEAR
            and int(summed[1] or summed[2]) == year - 1
            and str(year) not in one.text
        ):
            at = summed.start(1) if summed[1] else summed.start(2)
            yield _stale(case, start + at, f"总结的是{year - 1}年", f"{year}年")
        if one.heading and Role.TITLE not in one.roles and _HEADING_OF_YEAR.search(one.text):
            yield from _stale_heading(case, start, one.text, one.roles)
        elif Role.NEXT_YEAR in one.roles and not one.heading:
            match = _PLAN_YEAR.match(one.text)
            if match and int(match[1]) <= year and _looks_ahead(one.text):
                yield _stale(case, start + match.start(1), f"下一年度安排写成了{match[1]}年", f"{year + 1}年")


def _looks_ahead(words: str) -> bool:
    """Whether a sentence that begins with a year says what will be done in it, and is not about another matter of it."""
    if not _PLANS.search(words) or _REVIEWS.search(words):
        return False
    if _WILL_DO.match(words):
        return True
    clause = _CLAUSE_END.split(words, maxsplit=2)
    return not _OTHER_YEAR.search("，".join(clause[:2]))


def _stale_opening(case: Case) -> Iterator[Defect]:
    """The lead opens with another year and never comes to the reporting year."""
    body = case.body
    lead = [number for number, one in enumerate(body.sentences) if Role.LEAD in one.roles]
    if not lead or any(str(case.year) in body.sentences[number].text for number in lead):
        return
    match = _LEAD_OPENS.match(body.sentences[lead[0]].text)
    if match and not _LEAD_YEAR.search(body.sentences[lead[0]].text):
        yield _stale(case, body.starts[lead[0]] + match.start(1), f"导语说的是{match[1]}年", f"{case.year}年")


def _stale_title(case: Case, number: int) -> Iterator[Defect]:
    """The title names one year, the content another: only where the year was given from outside."""
    words = case.body.sentences[number].text
    years = {int(one) for one in expressions.findall(r"(?<!\d)(20\d\d)(?=\s*年)", words)}
    if len(years) == 1 and case.year not in years and expressions.search(r"报告|总结|情况", words):
        found = expressions.search(r"20\d\d", words)
        if found:
            yield _stale(
                case, case.body.starts[number] + found.start(), f"标题的年度是{found.group()}年", f"{case.year}年"
            )


def _stale_heading(case: Case, start: int, words: str, roles: frozenset[Role]) -> Iterator[Defect]:
    years = [(int(match[1]), match.start(1)) for match in _HEADING_YEAR.finditer(words)]
    if not years or _OTHER_YEAR.search(words):
        return
    if Role.NEXT_YEAR in roles:
        # 2023年存在的问题和2024年打算 names both
        named = _YEAR_LEADS.match(words) or _YEAR_OF_PLAN.search(words)
        if (
            named
            and all(one != case.year + 1 for one, _ in years)
            and (len(years) == 1 or Role.SHORTCOMINGS not in roles)
        ):
            one, at = years[-1]
            if not (one == case.year and expressions.search(r"问题|不足|短板", words)):
                yield _stale(case, start + at, f"下一年度安排的标题写的是{one}年", f"{case.year + 1}年")
    elif roles & (_DONE | {Role.SHORTCOMINGS}):
        one, at = years[0]
        # 存在不足及2024年打算: the plan under the same heading
        plan = one == case.year + 1 and _YEAR_OF_PLAN.search(words)
        if one != case.year and not plan and not (len(years) > 1 and any(other == case.year for other, _ in years)):
            yield _stale(case, start + at, f"标题写的是{one}年", f"{case.year}年")


def _stale(case: Case, at: int, what: str, right: str) -> Defect:
    end = at + 4
    while end < len(case.body.text) and case.body.text[end] in " 年度":
        end += 1
    _, after = case.body.around(at, end, 8)
    return case.defect("stale-year", at, end + len(after), f"{what}，与报告年度不一致", f"核对，应为{right}")


# ── figures of part of the year, or of another ──────────────────────────────────────────

_UP_TO = Expression(
    r"截[至止](?:到)?\s*(?:(?P<year>20\d\d)\s*年|今年|本年)?\s*(?P<month>1[01]|[1-9])\s*月\s*(?:\d{1,2}\s*日|底|末|份|中旬|下旬|上旬)?",
    holds=("截",),
)
_PART = Expression(
    r"(?:(?P<year>20\d\d)\s*年|今年|本年度?)?\s*(?:上半年|前[三3]个?季度|[1１]月?\s*[—\-–－~～至到]\s*(?P<month>1[01]|[69])\s*月份?)(?!公报)",
    holds=("上半年", "季度", "月"),
)
_COUNTED = Expression(r"共|累计|总计|受理|办理|办结|审结|立案|接待|调解|调处|处置|出动|公开|发放|答复|罚")
_EVENT = Expression(r"行动|专项|整治|培训|集中|会议|讲座|活动(?!\d)")
_COMPARES = Expression(r"同比|较|相比|对比|比上|比去|下半年|环比|四季度|全年|相较")
_FIGURE = Expression(r"[^。；]{0,40}?\d+\s*(?:件|次|场|份|人|起|宗|个|项|条|万|户|家|%)")
_DID = "办理|受理|审理|审结|立案|查处|开展|组织|举办|召开|审查|审核|公开|调解|化解|调处|处理|检查|培训|出动|发放|答复|接待|清理|聘请|修订|制定"
_LAST_YEAR = Expression(
    r"[ \u3000]*(20\d\d)\s*年(?:度)?[，,]?(?:1月?(?:至|—|-)12月份?[，,]?)?"
    rf"(?:[^。；\n]{{0,60}}?(?:共|累计|全年)|(?:我|全|本)?[局县市区镇乡办委]?(?:主动|依法|共|累计)?(?:{_DID})(?!的))[^。；，\n]{{0,20}}\d+\s*(?:件|次|场|份|人|起|宗|个|项|条|部|万|户|家)"
)
_ABOUT_LAST_YEAR = Expression(
    r"同比|较|相比|比|以来|年起|月起|整改|反馈|考核|表彰|荣获|评为|年至|—20|至20|历史|连续|遗留|结转|上年"
)


def _mixed_periods(case: Case) -> Iterator[Defect]:
    """Figures up to some month or of half a year, each such period told once, and figures of the year before."""
    told: dict[str, list[tuple[int, int]]] = {}
    for start, one in zip(case.body.starts, case.body.sentences, strict=True):
        if not one.roles & (_DONE | {Role.LEAD}) or one.heading:
            continue
        for period, first, last in _parts_of_the_year(case, one.text):
            told.setdefault(period, []).append((start + first, start + last))
        before = _LAST_YEAR.match(one.text)
        about = before and (_ABOUT_LAST_YEAR.search(one.text) or str(case.year) in one.text)
        if before and int(before[1]) == case.year - 1 and not about:
            yield case.defect(
                "mixed-period",
                start + before.start(1),
                start + min(before.end(), before.start(1) + 30),
                f"{before[1]}年的数据写进了{case.year}年度的成绩",
                f"换成{case.year}年的数据，或者写明是与上年比较",
            )
    for places in told.values():
        more = f"，全文共{len(places)}处" if len(places) > 1 else ""
        yield case.defect(
            "mixed-period", *places[0], f"年度报告里用了不满一年的数据{more}", f"换成{case.year}年全年的数据"
        )


def _parts_of_the_year(case: Case, words: str) -> Iterator[tuple[str, int, int]]:
    """(period, start, end) of the figures of a sentence that are not for the whole year."""
    for expression, needs_number in ((_UP_TO, False), (_PART, True)):
        for match in expression.finditer(words):
            if _COMPARES.search(words):
                return
            said = match["year"]
            rest = words[match.end() :]
            if said and int(said) != case.year:
                continue
            if needs_number and (not _FIGURE.match(rest) or _EVENT.search(rest[:16]) or not _COUNTED.search(rest[:24])):
                continue  # what was done in these months, not what was counted
            yield match["month"] or match.group(), match.start(), match.end() + min(12, len(rest))


# ── plans among what was done ───────────────────────────────────────────────────────────

_MONTH = r"(?:20\d\d年)?(?:\d{1,2}月(?:底|初|中旬|下旬|上旬|份)?(?:\d{1,2}日)?|[一二三四]季度|第[一二三四]季度|年底前?|年内|近期|明年|下半年|今年)"
_WILL = Expression(
    r"(?:\d{1,2}月)?\d{1,2}\s*[日号月](?:份|上旬|中旬|下旬|初|底|末)?[，,]?(?:我[局委办镇乡县市区]|本[局委镇])?将(?:要|会)?(?:赴|去|到|在|于|组织|开展|举办|召开|邀请|参加|前往|对)"
    r"|(?:^|[，,。；;、：\s]|并|也|还|我局|我委|我镇|我乡|我县|我市|我区|我办|我院|我街道|后续|之后|下半年|年底|近期|届时|随后|同时)(?:将|即将)(?:于|赴|继续|适时|择期|陆续)"
    r"|(?:并|也|还|我局|我委|我镇|我乡|我县|我市|我区|我办|我院|我街道|后续|之后|届时)将(?:根据|按照|进一步)"
    rf"|拟(?:于|在|定于){_MONTH}[^，。；\n]{{0,12}}"
    rf"|(?:(?:计划|(?<![决确固稳认规锁限选])定)(?:于|在)|预计(?:于|在)?){_MONTH}[^，。；\n]{{0,10}}"
    rf"|将(?:于|在){_MONTH}[^，。；\n]{{0,10}}"
    r"|(?:届时|近期|近日|择期|年底前|下个?月|第?[一二三四]季度)[，,]?将[^，。；\n]{0,8}",
    holds=("将", "拟", "计划", "预计", "定于"),
)
_DISPOSES = Expression(
    r"纳入|作为|列为|列入|融入|转化|转变|贯穿|摆在|放在|挺在|当作|视为|结合|落实到|写入|移送|报送|施行|实施|生效|交由|变为|打造成|建设成|计划|原定|为将|到期|届满"
)


_NEXT_STEP = Expression(r"下一?步|今后|接下来|明年|未来|下一?年|下一?阶段|来年")


def _futures(case: Case) -> Iterator[Defect]:
    """What is still to come among what was done; also 我局将继续…, where the plans have a section of their own."""
    starts = iter(case.body.starts)
    planned = any(section.role is Role.NEXT_YEAR for section in case.document.sections)
    for section in case.document.sections:
        for one in section.sentences:
            start = next(starts)
            summed_up = one.roles & _DONE or (planned and section.role in _DONE and Role.NEXT_YEAR in one.roles)
            if summed_up and not one.heading:
                yield from _future(case, start, one.text)


def _future(case: Case, start: int, words: str) -> Iterator[Defect]:
    for match in _WILL.finditer(words):
        if _NEXT_STEP.search(words):
            return
        clause = expressions.split(r"[，。；;]", words[match.end() :], maxsplit=1)[0]
        if _DISPOSES.search(clause) or _DISPOSES.search(match.group()[1:]):
            continue
        first = match.start() + len(match.group()) - len(match.group().lstrip("，,。；;、： \u3000"))
        yield case.defect(
            "future-in-past",
            start + first,
            start + match.end() + min(12, len(clause)),
            "总结已做工作的部分写了还没有做的事",
            "已经做了的写结果，没有做的移到下一年度安排",
        )


# ── late ────────────────────────────────────────────────────────────────────────────────

_MILD = frozenset({Kind.PARTY})
_PROVINCE = Expression(
    r"(?:省|自治区|北京市|天津市|上海市|重庆市|生产建设兵团)(?:人民政府)?$|^(?:国务院|国家(?:发展和改革|税务总局$|市场监督管理总局$)|.{2,6}部$|中华人民共和国)"
)


def due(identity: Identity) -> tuple[date, date]:
    """The last days for submitting and for publishing (督察规定第二十三条、第二十四条)."""
    following = (identity.year or 0) + 1
    top = bool(_PROVINCE.search(identity.agency))
    return date(following, 4 if top else 3, 1), date(following, 4, 1)


def _late(case: Case) -> Iterator[Defect]:
    """One defect for a document that came too late, however many of its days tell so."""
    submit, publish = due(case.identity)
    signed, published, received = case.identity.signed, case.identity.published, case.identity.received
    days: list[tuple[str, date, date, date | None]] = []  # what, day, last day, the day that is shown
    if received:
        days.append(("收到日期", received, submit, None))
    elif signed:
        days.append(("成文日期", signed, submit, signed))
    elif not published and case.submitted:
        days.append(("报告没有落款日期，以检查日期计", case.submitted, submit, None))
    if published and published != signed:
        days.append(("发布日期", published, publish, published))
    over = [one for one in days if one[1] > one[2]]
    if not over:
        return
    message = "；".join(f"{what}{_chinese(day)}，晚于{_chinese(last)}" for what, day, last, _ in over)
    suggestion = "按督察规定，3月1日前报送，4月1日前公开" if submit.month == 3 else "按督察规定，4月1日前公开"
    mild = case.identity.kind in _MILD or case.identity.agency.endswith(("街道", "街道办事处", "办事处"))
    place, offset, quote = _where(case, over[0][3])
    yield Defect("late", Severity.HINT if mild else Severity.WARNING, quote, place, message, suggestion, offset)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _where(case: Case, day: date | None):  # type: ignore[no-untyped-def]
    """(place, offset, quote) of a day in the closing, the title or the page furniture."""
    from checker import text

    document = case.document
    if day:
        for one in [*reversed(document.sentences)]:
            if one.roles & {Role.CLOSING, Role.TITLE, Role.LEAD}:
                for start, end, found in text.dates(one.text):
                    if found == day:
                        return one.place, one.offset + start, one.text[start:end]
        for block in document.furniture:
            for start, end, found in text.dates(block.text):
                if found == day:
                    return block.place, block.offset + start, block.text[start:end]
    if not document.sentences:
        return Place("line", 1), 0, document.title[:60]
    first = document.sentences[0]
    return first.place, first.offset, (document.title or first.text)[:60]


# ── all ─────────────────────────────────────────────────────────────────────────────────


def find(case: Case) -> Iterator[Defect]:
    """Every year, day and period that does not fit."""
    for part in (
        _lost_dashes,
        _plans,
        _campaigns,
        _anachronisms,
        _unborn_laws,
        _stale_years,
        _mixed_periods,
        _futures,
        _late,
    ):
        yield from part(case)


def _entries(case: Case, name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = case.tables.get("calendar", {}).get(name, [])
    return found


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _as_day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def entries(tables: Mapping[str, Any]) -> Iterator[Entry]:
    """Everything in the calendar that carries examples; each is shown to fire without the help of the others."""
    calendar: Mapping[str, Any] = tables.get("calendar", {})
    for part, ones in calendar.items():
        for one in ones:
            yield "calendar.yaml", one["name"], one, {"calendar": {part: [one]}}
