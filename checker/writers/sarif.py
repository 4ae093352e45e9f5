"""SARIF 2.1.0 for code-scanning pages and editors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from checker import __version__, score
from checker.digest import digest
from checker.model import Audit, Defect, Finding, Item, Place, Run, Severity, Status
from checker.writers import phrases

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def render(run: Run) -> bytes:
    """One SARIF run; failures are notifications of the invocation."""
    items = {finding.item.id: finding.item for audit in run.audits for finding in audit.findings}
    results = [result for audit in run.audits for result in _results(audit)]
    used = sorted({result["ruleId"] for result in results} - set(items))
    found = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "fazhi",
                        "version": __version__,
                        "rules": [*(_rule(item, run) for item in items.values()), *map(_defect_rule, used)],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not run.failures,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": failure.reason},
                                "locations": [_location(failure.path, None)],
                            }
                            for failure in run.failures
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _rule(item: Item, run: Run) -> dict[str, Any]:
    return {
        "id": item.id,
        "shortDescription": {"text": item.title},
        "fullDescription": {"text": item.asks},
        "help": {"text": f"{item.advice}\n依据：{phrases.basis(item, run.sources)}\n参考：{item.fill_in}"},
    }


def _defect_rule(name: str) -> dict[str, Any]:
    return {"id": name, "shortDescription": {"text": phrases.DEFECT_TITLES.get(name, name)}}


def _results(audit: Audit) -> Iterator[dict[str, Any]]:
    gained = score.gains(audit)
    for finding in audit.findings:
        how = score.level(finding, audit.scoring)
        if how:
            yield _finding(finding, how, audit, gained[finding.item.id])
        elif finding.waived and finding.status in (Status.MISSING, Status.WEAK) and not finding.excuse:
            yield {
                **_finding(finding, Severity.HINT, audit, 0.0),
                "message": {"text": f"{finding.item.title}：已豁免"},
                "suppressions": [{"kind": "external", "justification": finding.waived}],
            }
        elif finding.review:
            yield {**_finding(finding, Severity.HINT, audit, 0.0), "kind": "review", "level": "none"}
    for number, one in enumerate(audit.defects):
        yield _defect(one, audit, number)


def _finding(finding: Finding, how: Severity, audit: Audit, gain: float) -> dict[str, Any]:
    where = finding.evidence[0].place if finding.evidence else None
    told = f"{finding.item.title}：{phrases.state(finding)}，补写可提 {gain:.1f} 分。{finding.item.advice}"
    return {
        "ruleId": finding.item.id,
        "kind": "fail",
        "level": _LEVELS[how],
        "message": {"text": told},
        "locations": [_location(audit.path, where)],
        "partialFingerprints": {"finding/v1": _fingerprint(audit, finding.item.id)},
        "properties": {"gain": gain, "status": finding.status, "strength": finding.strength},
    }


def _defect(one: Defect, audit: Audit, number: int) -> dict[str, Any]:
    told = f"“{one.quote}”：{one.message}" + (f"　建议：{one.suggestion}" if one.suggestion else "")
    return {
        "ruleId": one.id,
        "kind": "fail",
        "level": _LEVELS[one.severity],
        "message": {"text": told},
        "locations": [_location(audit.path, one.place)],
        "partialFingerprints": {"finding/v1": _fingerprint(audit, f"{one.id}:{one.quote}")},
        **({"suppressions": [{"kind": "external", "justification": one.waived}]} if one.waived else {}),
    }


def _fingerprint(audit: Audit, what: str) -> str:
    """Stays the same when the text moves: what was found, whose report, which year."""
    who = audit.identity
    return digest(f"{what}|{who.agency}|{who.year}".encode())


def _location(path: str, where: Place | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(PurePath(path).as_posix())}}
    if where is None or where.unit == "line":
        physical["region"] = {"startLine": where.number if where else 1}
        return {"physicalLocation": physical}
    return {"physicalLocation": physical, "logicalLocations": [{"name": phrases.place(where), "kind": where.unit}]}
