"""Who may know whom. import-linter follows chains as well (make lint); this names the line at once."""

from __future__ import annotations

import pytest

from tests.architecture.source import APPS, Module, modules

MAY_IMPORT = {
    "workflow": {"workflow"},
    "organization": {"workflow", "organization"},
    "cases": {"workflow", "organization", "cases"},
    "appraisal": {"workflow", "organization", "cases", "appraisal"},
    "notifications": {"workflow", "organization", "notifications"},
    "config": set(APPS),
}
DOORS = ("views", "api", "consumers", "push", "middleware", "templatetags", "authentication")
WEB = ("django.http", "rest_framework", "channels", "django.shortcuts")
SIGNALS = ("django.db.models.signals", "django.dispatch")
PURE = ("workflow/calendars.py", "appraisal/scoring.py", "appraisal/rules.py")


@pytest.mark.parametrize("app", APPS)
def test_layers(app: str) -> None:
    broken = [
        f"{module.path}:{line} imports {name}"
        for module in modules()
        if module.app == app
        for name, line in module.imports()
        if name.split(".")[0] in APPS and name.split(".")[0] not in MAY_IMPORT[app]
    ]
    assert broken == []


def is_door(module: Module) -> bool:
    return module.app == "config" or any(part.removesuffix(".py") in DOORS for part in module.path.split("/"))


def starts_with(name: str, starts: tuple[str, ...]) -> bool:
    return any(name == start or name.startswith(start + ".") for start in starts)


def test_the_web_stays_at_the_doors() -> None:
    found = {
        f"{module.path}:{line} imports {name}"
        for module in modules()
        if not is_door(module)
        for name, line in module.imports()
        if starts_with(name, WEB)
    }
    assert found == set()


def test_business_flow_uses_no_signals() -> None:
    found = [
        f"{module.path}:{line}"
        for module in modules()
        for name, line in module.imports()
        if starts_with(name, SIGNALS) and not module.path.endswith("apps.py")
    ]
    assert found == []


@pytest.mark.parametrize("path", PURE)
def test_pure_rules_know_no_database(path: str) -> None:
    module = next(module for module in modules() if module.path == path)
    impure = ("django.db", "django.http", "workflow.models", "appraisal.models", "organization.models")
    assert [name for name, _line in module.imports() if starts_with(name, impure)] == []
