"""Habits that keep promises: one clock, one reader of the environment, one mover of states, one reader of grants."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, dotted, modules

CLOCKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now", "datetime.datetime.now"}
GRANT_READERS = {"organization/grants.py"}
# The engine, and the app whose rows are messages without a machine.
STATE_WRITERS = ("workflow/", "notifications/")


def calls_named(names: set[str], *, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [
        f"{module.path}:{call.lineno} {dotted(call.func)}"
        for module in modules()
        if module.path not in but
        for call in module.calls()
        if dotted(call.func) in names
    ]


def test_there_is_one_clock() -> None:
    assert calls_named(CLOCKS, but={"workflow/clock.py"}) == []


def test_one_module_reads_grants() -> None:
    shortcuts = [
        f"{module.path}:{line}"
        for module in modules()
        if module.path not in GRANT_READERS
        for name, line in module.imports()
        if name.startswith("guardian.shortcuts")
    ]
    asked = [
        f"{module.path}:{call.lineno}"
        for module in modules()
        if module.path not in GRANT_READERS
        for call in module.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"has_perm", "has_perms"}
    ]
    assert shortcuts + asked == []


def test_one_module_reads_the_environment() -> None:
    readers = {
        module.path
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    }
    # The settings hand the environment to its reader; the dump tools pass it on; the servers name the settings.
    allowed = {"config/settings/base.py", "config/postgres_dumps.py", "config/asgi.py", "config/wsgi.py"}
    assert readers - allowed == set()


def writes_state(call: ast.Call) -> bool:
    """`….update(state=…)`, `….create(state=…)` and the like."""
    methods = {"update", "create", "get_or_create", "update_or_create"}
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in methods:
        return False
    return any(keyword.arg == "state" for keyword in call.keywords)


def assigns_state(module: Module) -> list[str]:
    targets = [
        (target, node.lineno) for node in module.nodes if isinstance(node, ast.Assign) for target in node.targets
    ]
    return [
        f"{module.path}:{line}"
        for target, line in targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and dotted(target.value) != "self"
    ]


def test_only_the_engine_moves_a_state() -> None:
    outside = [module for module in modules() if not module.path.startswith(STATE_WRITERS)]
    written = [f"{module.path}:{call.lineno}" for module in outside for call in module.calls() if writes_state(call)]
    assigned = [place for module in outside for place in assigns_state(module)]
    assert written + assigned == []


def test_transactions_are_opened_in_one_place() -> None:
    opened = [
        f"{module.path}:{call.lineno}"
        for module in modules()
        if module.path != "workflow/transactions.py"
        for call in module.calls()
        if dotted(call.func) in {"transaction.atomic", "atomic"}
    ]
    decorated = [
        f"{module.path}:{function.lineno}"
        for module in modules()
        for function in module.functions()
        if any(dotted(mark) in {"transaction.atomic", "atomic"} for mark in function.decorator_list)
    ]
    assert opened + decorated == []


def test_nothing_is_printed() -> None:
    assert calls_named({"print"}) == []
