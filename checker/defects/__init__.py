"""What can be wrong with the text itself: one module per kind or family, each with `find(case)`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

from checker.model import Defect, Document, Identity


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at. `tables`: the parsed YAML of `rules/laws.yaml`, `wording.yaml`, `calendar.yaml` by name.

    `as_of` is the day on which a document without a date is taken to be submitted.
    """

    document: Document
    identity: Identity
    as_of: date
    tables: Mapping[str, Any]


def defects(case: Case) -> tuple[Defect, ...]:
    """Every defect, in the order of the text."""
    found = [defect for module in modules() for defect in module.find(case)]
    return tuple(sorted(found, key=lambda one: (one.place.number, one.offset, one.id, one.quote)))


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of this folder that checks something, in the order of their names."""
    return tuple(_import())


def _import() -> Iterator[ModuleType]:
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "find"):
            yield module
