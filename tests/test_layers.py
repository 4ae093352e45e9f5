"""Imports point down: cli → run → rulebook, readers, writers → audit … → model, errors."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

CHECKER = Path(__file__).parents[1] / "checker"
LAYERS = [
    {"model", "errors"},
    {"expressions", "digest"},
    {"text", "files", "cache"},
    {"furniture", "score"},
    {"outline", "matching"},
    {"identity", "facts"},
    {"audit", "defects", "overview"},
    {"readers", "writers", "rulefile", "rulebook"},
    {"fix", "waivers"},
    {"run", "authoring", "proving"},
    {"batch"},
    {"cli"},
    {"__main__"},
]
ORDER = {name: number for number, names in enumerate(LAYERS) for name in names}
# each reads a constant or a function of the other at run time only
NEIGHBOURS = {("rulebook", "rulefile"), ("rulefile", "rulebook")}
MODULES = sorted(CHECKER.rglob("*.py"))


def layer_name(path: Path) -> str:
    return path.relative_to(CHECKER).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "checker":
            parts = node.module.split(".")
            names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("checker.")}
    return names - {"__version__"}


@pytest.mark.parametrize("path", [pytest.param(one, id=str(one.relative_to(CHECKER))) for one in MODULES])
def test_imports_point_down(path: Path) -> None:
    me = layer_name(path)
    if me == "__init__":
        return
    for other in imported(path) - {me}:
        assert (me, other) in NEIGHBOURS or ORDER[other] < ORDER[me], f"{me} imports {other}"


def test_the_core_neither_opens_files_nor_reads_clocks_nor_prints() -> None:
    core = ["model", "text", "furniture", "score", "outline", "matching", "identity", "facts", "audit"]
    for name in core:
        tree = ast.parse((CHECKER / f"{name}.py").read_text(encoding="utf-8"))
        calls = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        methods = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }

        assert not calls & {"open", "print", "input"}
        assert not methods & {"today", "now", "read_text", "read_bytes", "write_text", "write_bytes"}
