"""Modules and functions stay small enough to be read at one go."""

from __future__ import annotations

from tests.architecture.source import modules

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40


def test_modules_are_short() -> None:
    long = {
        module.path: lines
        for module in modules(with_tools=True)
        if (lines := len(module.text.splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = [
        f"{module.path}:{function.lineno} {function.name}"
        for module in modules(with_tools=True)
        for function in module.functions()
        if function.end_lineno is not None and function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_modules_say_what_belongs_there() -> None:
    import ast

    silent = [
        module.path for module in modules(with_tools=True) if module.text.strip() and not ast.get_docstring(module.tree)
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "helpers", "misc", "common", "manager", "managers"}
    assert [module.path for module in modules() if module.path.removesuffix(".py").split("/")[-1] in drawers] == []
