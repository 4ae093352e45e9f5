"""The machine-readable result; its shape is written down in `result.schema.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from checker import __version__, score
from checker.model import Audit, Defect, Evidence, Finding, Place, Run, Unread

VERSION = 1


def render(run: Run) -> bytes:
    """UTF-8, one object, keys in a fixed order; the same run gives the same bytes."""
    found = {
        "version": VERSION,
        "program": __version__,
        "rules": run.rules_digest,
        "reports": [report(audit) for audit in run.audits],
        "failures": [{"path": one.path, "reason": one.reason} for one in run.failures],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def report(audit: Audit) -> dict[str, Any]:
    """One audit as plain data."""
    who, total, grade, gains = audit.identity, score.score(audit), score.grade(audit), score.gains(audit)
    return {
        "path": audit.path,
        "sha": audit.digest,
        "title": audit.document.title,
        "agency": who.agency,
        "kind": who.kind,
        "year": who.year,
        "signed": who.signed.isoformat() if who.signed else None,
        "published": who.published.isoformat() if who.published else None,
        "reasons": dict(who.reasons),
        "as_of": audit.as_of.isoformat(),
        "score": total.total,
        "grade": grade.name if grade else None,
        "grade_reasons": list(grade.because) if grade else [],
        "sum": {
            "earned": total.earned,
            "possible": total.possible,
            "coverage": total.coverage,
            "deductions": total.deductions,
            "deducted": dict(total.deducted),
            "waived": sum(bool(one.waived) for one in audit.findings) + sum(bool(one.waived) for one in audit.defects),
            "left_out": [one.item.id for one in audit.findings if not score.counts(one)],
        },
        "items": [_item(one, audit, gains) for one in audit.findings],
        "defects": [_defect(one) for one in audit.defects],
        "unread": [_unread(one) for one in audit.unread],
        "notes": list(audit.document.reading.notes),
    }


def place(where: Place) -> dict[str, int]:
    """`{"line": 12}`, `{"paragraph": 41}` or `{"page": 3}`."""
    return {where.unit: where.number}


def _item(finding: Finding, audit: Audit, gains: Mapping[str, float]) -> dict[str, Any]:
    level = score.level(finding, audit.scoring)
    return {
        "id": finding.item.id,
        "title": finding.item.title,
        "status": finding.status,
        "strength": finding.strength,
        "level": level,
        "evidence": [_evidence(one) for one in finding.evidence],
        "gain": gains[finding.item.id],
        "review": finding.review,
        **({"excuse": finding.excuse} if finding.excuse else {}),
        **({"waived": finding.waived} if finding.waived else {}),
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {"quote": one.quote, "section": one.section, "place": place(one.place)}


def _defect(one: Defect) -> dict[str, Any]:
    return {
        "id": one.id,
        "severity": one.severity,
        "quote": one.quote,
        "place": place(one.place),
        "message": one.message,
        "suggestion": one.suggestion,
        **({"waived": one.waived} if one.waived else {}),
    }


def _unread(one: Unread) -> dict[str, Any]:
    return {"what": one.what, "reason": one.reason, "place": place(one.place) if one.place else None}
