"""How well the rules agree with a careful reader: any folder with `reports.tsv`, `texts/` and `gold/`.

    python benchmarks/accuracy.py FOLDER [--rules DIR] [--list]
    python benchmarks/accuracy.py --titles FILE [--list]

`reports.tsv`: name, kind, year, agency. `texts/<name>.txt` (or .md, .docx …): the report. `gold/<name>.tsv`: item,
status (covered, weak, missing), quote. Kind and year are told to the checker; items that do not apply are left out.

Printed for each report and for all: precision, recall and F2 of `missing` (the class that matters), F1 of each
status, their mean (macro-F1), Cohen's kappa, and how often a quoted passage overlaps the reader's own.

`--titles` measures the identity alone on a table of title, kind, year, agency, is_report (yes or no): each title alone
and with a few sentences of text. A year `-` is not asked.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checker.identity import Told, identity, kind_named
from checker.model import Audit, Status
from checker.outline import outline
from checker.readers import txt
from checker.rulebook import load
from checker.run import Checker

STATUSES = ("covered", "weak", "missing")
SHARED_CHARACTERS = 8
BODY = "\n认真履行职责，各项工作取得新成效。现将有关情况报告如下。\n一、主要工作\n加强学习，扎实推进。"

Pairs = Counter[tuple[str, str]]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def document(folder: Path, name: str) -> Path:
    return next(path for path in sorted((folder / "texts").iterdir()) if path.stem == name)


def audited(folder: Path, row: dict[str, str], rules: Path | None) -> Audit:
    path = document(folder, row["name"])
    told = Told(None, kind_named(row["kind"]), int(row["year"]))
    return Checker(load(rules), told, date(2000, 1, 1)).audit(str(path), path.read_bytes())


def quoted(audit: Audit, item: str, passage: str) -> bool:
    wanted = "".join(passage.split())
    size = min(SHARED_CHARACTERS, len(wanted))
    pieces = {wanted[at : at + size] for at in range(len(wanted) - size + 1)}
    evidence = next(one.evidence for one in audit.findings if one.item.id == item)
    return any(piece in "".join(one.quote.split()) for one in evidence for piece in pieces)


def compared(audit: Audit, gold: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], str]]:
    said = {one.item.id: one.status for one in audit.findings if one.status is not Status.NOT_APPLICABLE}
    for row in gold:
        if row["item"] in said:
            yield row, said[row["item"]].value


def parts(pairs: Pairs, label: str) -> tuple[float, float]:
    hit = pairs[label, label]
    said = sum(count for (_, one), count in pairs.items() if one == label)
    true = sum(count for (one, _), count in pairs.items() if one == label)
    return hit / said if said else 0.0, hit / true if true else 0.0


def f_score(precision: float, recall: float, beta: float) -> float:
    weight = beta * beta
    below = weight * precision + recall
    return (1 + weight) * precision * recall / below if below else 0.0


def kappa(pairs: Pairs) -> float:
    total = sum(pairs.values())
    agreed = sum(pairs[one, one] for one in STATUSES) / total
    chance = sum(
        sum(count for (gold, _), count in pairs.items() if gold == one)
        * sum(count for (_, said), count in pairs.items() if said == one)
        for one in STATUSES
    ) / (total * total)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def told(name: str, pairs: Pairs) -> str:
    precision, recall = parts(pairs, "missing")
    return f"{name:<20} items {sum(pairs.values()):>4}  missing P {precision:.3f} R {recall:.3f} F2 {f_score(precision, recall, 2):.3f}"


def titles(path: Path, *, listed: bool) -> None:
    """Print how many titles are told to be a report or none, and of the reports the kind and year."""
    rows = table(path)
    for body, name in (("", "title alone"), (BODY, "with a few sentences")):
        wrong: dict[str, list[str]] = {"report or none": [], "kind and year": []}
        for row in rows:
            who = identity(outline(txt.read((row["title"] + body).encode())))
            report = row["is_report"] == "yes"
            if who.is_report != report:
                wrong["report or none"].append(row["title"])
            if report and (str(who.kind) != row["kind"] or row["year"] not in ("-", str(who.year))):
                wrong["kind and year"].append(row["title"])
        asked = {"report or none": len(rows), "kind and year": sum(row["is_report"] == "yes" for row in rows)}
        for what, total in asked.items():
            right = total - len(wrong[what])
            print(f"{name:<20}  {what:<14}  {right:>3} of {total:>3}  {right / total:.3f}")
        if listed:
            print("".join(f"{what}\t{title}\n" for what, missed in wrong.items() for title in missed), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of labelled reports")
    parser.add_argument("--titles", type=Path, metavar="FILE", help="a table of titles")
    parser.add_argument("--rules", type=Path, help="a folder of local rules")
    parser.add_argument("--list", action="store_true", help="print every disagreement")
    options = parser.parse_args()
    if not options.folder and not options.titles:
        parser.error("a folder or --titles is needed")
    if options.titles:
        titles(options.titles, listed=options.list)
    if options.folder:
        items(options.folder, options.rules, listed=options.list)


def items(folder: Path, rules: Path | None, *, listed: bool) -> None:
    """Print how the findings for every labelled report agree with its reader."""
    every: Pairs = Counter()
    asked = found = 0
    for row in table(folder / "reports.tsv"):
        audit = audited(folder, row, rules)
        one: Pairs = Counter()
        for gold, status in compared(audit, table(folder / "gold" / f"{row['name']}.tsv")):
            one[gold["status"], status] += 1
            if listed and gold["status"] != status:
                print(f"{row['name']}\t{gold['item']}\treader {gold['status']}\tchecker {status}\t{gold['quote']}")
            if gold["status"] != "missing" and status != "missing":
                asked += 1
                found += quoted(audit, gold["item"], gold["quote"])
        print(told(row["name"], one))
        every += one
    print(told("all", every))
    each = {status: f_score(*parts(every, status), 1) for status in STATUSES}
    print("  ".join(f"{status} F1 {value:.3f}" for status, value in each.items()))
    print(
        f"macro-F1 {sum(each.values()) / 3:.3f}  kappa {kappa(every):.3f}  evidence {found / asked if asked else 0:.3f}"
    )


if __name__ == "__main__":
    main()
