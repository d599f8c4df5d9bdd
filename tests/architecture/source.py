"""The product's own source, read once for all tests of its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
APPS: Final = ("workflow", "organization", "cases", "appraisal", "notifications", "config")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: str
    text: str
    tree: ast.Module

    @property
    def app(self) -> str:
        return self.path.split("/", 1)[0]

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree; walking it again for each rule would cost more than all rules together."""
        return tuple(ast.walk(self.tree))

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Dotted names this module imports, with their line; `from a import b` names both `a` and `a.b`."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def modules(*, with_tools: bool = False) -> tuple[Module, ...]:
    """Every module of the product but migrations."""
    folders = (*APPS, "tools", "bench") if with_tools else APPS
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(_module(path) for path in paths if "migrations" not in path.parts)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path=str(path.relative_to(ROOT)), text=text, tree=ast.parse(text))


@cache
def templates() -> dict[str, str]:
    """Every template by its path."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("templates", *(f"{app}/templates" for app in APPS))
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".html", ".txt", ".svg"}
    }


def dotted(node: ast.expr) -> str:
    """A name or an attribute chain as text; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        start = dotted(node.value)
        return f"{start}.{node.attr}" if start else node.attr
    return ""
