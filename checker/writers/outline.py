"""What `fazhi read` shows: the text as it was understood, its parts and roles, and who reports."""

from __future__ import annotations

import json
from typing import Any

from checker.model import KIND_NAMES, Document, Identity, Role
from checker.writers import phrases
from checker.writers.json import place

_ROLES = {
    Role.TITLE: "标题",
    Role.LEAD: "导语",
    Role.MEASURES: "举措",
    Role.LEADER: "主要负责人履职",
    Role.SHORTCOMINGS: "不足",
    Role.NEXT_YEAR: "下一年度",
    Role.CLOSING: "落款",
}


def as_text(path: str, document: Document, who: Identity) -> bytes:
    """For people, UTF-8."""
    kind = KIND_NAMES[who.kind] if who.kind else "看不出"
    told = [
        f"文件　{path}（{document.reading.format}）",
        f"标题　{document.title or '没有'}",
        f"单位　{who.agency or '看不出'}" + _because(who, "agency"),
        f"类别　{kind}" + _because(who, "kind"),
        f"年度　{who.year or '看不出'}" + _because(who, "year"),
        f"成文　{who.signed or '没有'}" + _because(who, "signed"),
        f"发布　{who.published or '没有'}" + _because(who, "published"),
        "是否年度报告　" + ("是" + _because(who, "report") if who.is_report else f"不是：{who.none_because}"),
        *(f"注意　{note}" for note in document.reading.notes),
        *(f"没有读到　{one.what}：{one.reason}" for one in document.reading.unread),
    ]
    for section in document.sections:
        told += ["", f"【{_ROLES[section.role]}】{section.name}"]
        for one in section.sentences:
            roles = (
                ""
                if one.roles == {section.role}
                else "〔" + "、".join(sorted(_ROLES[role] for role in one.roles)) + "〕"
            )
            told.append(f"  {phrases.place(one.place)}{'　标题' if one.heading else ''}{roles}　{one.text}")
    if document.furniture:
        told += ["", "【正文之外】", *(f"  {phrases.place(one.place)}　{one.text}" for one in document.furniture)]
    asides = [one for one in document.reading.blocks if one.style == "aside"]
    if asides:
        told += ["", "【页眉页脚、脚注】", *(f"  {phrases.place(one.place)}　{one.text}" for one in asides)]
    return ("\n".join(told) + "\n").encode()


def _because(who: Identity, key: str) -> str:
    return f"（{who.reasons[key]}）" if key in who.reasons else ""


def as_json(path: str, document: Document, who: Identity) -> bytes:
    """For programs, UTF-8; `text` is the whole body in order, one block a line."""
    reading = document.reading
    found: dict[str, Any] = {
        "version": 1,
        "path": path,
        "format": reading.format,
        "title": document.title,
        "agency": who.agency,
        "kind": who.kind,
        "year": who.year,
        "signed": who.signed.isoformat() if who.signed else None,
        "published": who.published.isoformat() if who.published else None,
        "reasons": dict(who.reasons),
        "is_report": who.is_report,
        "none_because": who.none_because,
        "text": "\n".join(one.text for one in reading.blocks if one.style not in ("aside", "meta")),
        "outline": [
            {
                "path": list(section.path),
                "role": section.role,
                "sentences": [
                    {
                        "text": one.text,
                        "roles": sorted(one.roles),
                        "heading": one.heading,
                        "place": place(one.place),
                        "offset": one.offset,
                    }
                    for one in section.sentences
                ],
            }
            for section in document.sections
        ],
        "furniture": [{"text": one.text, "place": place(one.place)} for one in document.furniture],
        "unread": [
            {"what": one.what, "reason": one.reason, "place": place(one.place) if one.place else None}
            for one in reading.unread
        ],
        "notes": list(reading.notes),
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
