"""Names of agencies: the usual short forms, and file names made of them."""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b

from checker import text

# what stands for what at the end of a name, most special first; the left side is a regular expression
_SHORT = tuple(
    (re.compile(short + "$"), full)
    for short, full in (
        ("(?:市监|市场监管|市场监督管理|市场和质量监督管理)(?:管理)?局", "市场监督管理局"),
        ("(?:发改|发展改革|发展和改革)(委员会|委|局)?", "发展和改革局"),
        ("(?:人社|人力社保|人力资源社会保障|人力资源和社会保障)([厅局])", "人力资源和社会保障局"),
        ("(?:自规|自然资源规划|自然资源和规划|自然资源)([厅局])", "自然资源局"),
        ("(?:住建|住房城乡建设|住房和城乡建设|住房和建设|建设)(?:厅|局|委员会|委)", "住房和城乡建设局"),
        ("(?:卫健|卫生健康|卫生和健康|卫生计生|卫生和计划生育)(?:委员会|委|局)", "卫生健康委员会"),
        ("(?:文旅|文广旅|文广旅体|文体旅|文化旅游|文化和旅游|文化广电旅游|文化广电和旅游|文化广电旅游体育|文化广电体育和旅游|文旅体)[厅局]", "文化和旅游局"),
        ("(?:工信|工业信息化|工业和信息化|经信|经济和信息化)(?:厅|局|委员会|委)", "工业和信息化局"),
        ("(?:教体|教育体育|教育和体育)局", "教育体育局"),
        ("(?:科技|科学技术)[厅局]", "科学技术局"),
        ("(?:城管|城市管理|城管执法|城市管理执法|城市管理综合执法|城市管理综合行政执法|城市管理和综合执法|城市管理行政执法|综合执法|综合行政执法)局", "城市管理局"),
        ("(?:生态环境|环保|环境保护)(分局|[厅局])", "生态环境局"),
        ("(?:应急|应急管理)[厅局]", "应急管理局"),
        ("(?:退役|退役军人|退役军人事务)[厅局]", "退役军人事务局"),
        ("(?:医保|医疗保障)局", "医疗保障局"),
        ("(?:交通|交运|交通运输)(?:厅|局|委员会|委)", "交通运输局"),
        ("(?:水利|水务)[厅局]", "水利局"),
        ("(?:审批|行政审批|行政审批服务|行政审批服务管理|政务服务|政务服务管理|政务服务和数据管理|政务服务数据管理|政数|数据)局", "行政审批局"),
        ("(?:林业|林草|林业和草原)局", "林业局"),
        ("(?:粮储|粮食|粮食和储备|粮食和物资储备)局", "粮食和物资储备局"),
        ("(?:国资委|国有资产监督管理委员会|国资局)", "国有资产监督管理委员会"),
        ("(?:金融办|金融局|金融工作局|金融工作办公室|地方金融监管局|地方金融监督管理局)", "金融工作局"),
        ("(?:人防办|人民防空办公室|国动办|国防动员办公室)", "国防动员办公室"),
        ("(?:外办|外事办公室|外事办)", "外事办公室"),
        ("(?:编办|编委办|机构编制委员会办公室)", "机构编制委员会办公室"),
        ("(?:网信办|互联网信息办公室|网络安全和信息化委员会办公室)", "网络安全和信息化委员会办公室"),
        ("(?:农业农村|农业|农牧|农村农业)(?:厅|局|委员会|委)", "农业农村局"),
        ("(?:信访)(?:局|办公室|办)", "信访局"),
        ("(?:机管|机关事务|机关事务管理|机关事务服务)(?:局|中心)", "机关事务管理局"),
        ("(?:民宗|民族宗教事务|民族宗教|民族和宗教事务)(?:局|委员会|委)", "民族宗教事务局"),
        ("(?:残联|残疾人联合会)", "残疾人联合会"),
        ("(?:妇联|妇女联合会)", "妇女联合会"),
        ("(?:总工会|工会)", "总工会"),
        ("(?:人民政府办公室|人民政府办公厅|政府办公室|政府办公厅|政府办)", "人民政府办公室"),
        ("街道(?:办事处|办|党工委|党工委办事处)?", "街道办事处"),
        ("镇(?:人民政府|政府|党委|党委政府)?", "镇人民政府"),
        ("乡(?:人民政府|政府|党委|党委政府)?", "乡人民政府"),
        ("(?:管理委员会|管委会|管委)", "管理委员会"),
        ("([省市县区州旗盟])(?:人民政府|政府)?", r"\1人民政府"),
        ("(?:委员会|委)", "委员会"),
        ("(?:办公室|办公厅|办)", "办公室"),
    )
)  # fmt: skip
# what follows the name of a region
_REGION = re.compile(
    r"^.{1,10}?(?:自治[区州县]|[省县州旗盟]|(?<!城)市(?!场|政|容|监)|(?<!地)(?<!社)(?<!片)(?<!园)(?<!小)(?<!发)(?<!新)区)(?=.{2,})"
)
_NO_NAMES = frozenset({"人民政府", "管理委员会", "委员会", "人民政府办公室", "办公室"})
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 150


@cache
def full(name: str) -> str:
    """A name in the form in which names are compared: in full, without spaces and brackets.

    >>> full("云河县市监局") == full("云河县市场监督管理局")
    True
    """
    plain = re.sub(r"[（(].*?[）)]", "", text.normal(name)) or text.normal(name)
    for short, long in _SHORT:
        changed = short.sub(long, plain, count=1)
        if short.search(plain):
            return changed
    return plain


@cache
def bare(name: str) -> str:
    """The full form without the names of regions before it: 云河县市监局 → 市场监督管理局."""
    found = full(name)
    while (match := _REGION.match(found)) and found[match.end() :] not in _NO_NAMES:
        found = found[match.end() :]
    return found


def has_region(name: str) -> bool:
    """Whether the name says of which place the agency is."""
    return bare(name) != full(name)


def file_name(name: str) -> str:
    """A name that is a safe file name on every system, without suffix, at most 150 bytes long.

    >>> file_name("../../x")
    '_.._x'
    """
    plain = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+', "_", name)
    plain = " ".join(plain.split()).strip(". ")
    if not plain:
        return "单位名称未写明"
    if plain[0] in "-~=+@" or _RESERVED.match(plain):
        plain = "_" + plain
    data = plain.encode()
    if len(data) <= _LONGEST:
        return plain
    # two long names with the same beginning stay apart
    mark = blake2b(data, digest_size=4).hexdigest()
    return data[: _LONGEST - 9].decode(errors="ignore").rstrip(". ") + "-" + mark


def distinct(names: list[str]) -> list[str]:
    """The names with （2）, （3） … after those that came before; capitals do not tell names apart."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        candidate = name
        while candidate.casefold() in seen:
            seen[name.casefold()] = seen.get(name.casefold(), 1) + 1
            candidate = f"{name}（{seen[name.casefold()]}）"
        seen.setdefault(candidate.casefold(), 1)
        found.append(candidate)
    return found
