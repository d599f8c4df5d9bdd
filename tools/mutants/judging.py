"""Judging mutants by the pure tests of the rules: collected once, run in a child for each mutant until one fails.

A fault inside a function is put into the function that is there already, which costs nothing. A fault in the body of a
module or a class is seen by whoever imports it, so its child begins anew with the mutated module in its place.
"""

import ast
import importlib
import json
import os
import resource
import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from hypothesis import settings as examples

from tools.mutants.mutations import Mutant

# Of processor time; a fault may make a loop endless.
LONGEST_SECONDS: Final = 90
JUDGES: Final = (
    "tests/rules/test_sense.py",
    "tests/rules/test_numeric.py",
    "tests/rules/test_grounds.py",
    "tests/rules/test_hash_kept.py",
    "tests/rules/test_reading.py",
    "tests/rules/test_scoring_properties.py",
    "tests/appraisal/test_scoring.py",
    "tests/appraisal/test_rules.py",
)
ASKED: Final = """
import json, django
django.setup()
from appraisal.sources.register import REGISTER
told = {one.key: [{"name": m.name, "at_most": m.at_most} for m in one.measures] for one in REGISTER}
print(json.dumps(told))
"""
PYTEST: Final = (
    "-q", "--noconftest", "--import-mode=importlib", "-c", os.devnull, "--rootdir", ".",
    "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist", "-p", "no:randomly", "-p", "no:asyncio",
)  # fmt: skip


def prepare() -> None:
    """What every judgement needs and never changes: no database, no translations, the same examples each time."""
    sys.dont_write_bytecode = True
    settings.configure(USE_I18N=False, USE_TZ=True)
    _stand_in_for_sources()
    examples.register_profile("mutants", derandomize=True, database=None, max_examples=40, deadline=None)
    examples.load_profile("mutants")
    for name in ("django.utils.translation", "django.utils.formats", "hypothesis.strategies"):
        importlib.import_module(name)


def _stand_in_for_sources() -> None:
    """The rules ask the register of sources for names alone; its modules need the models of all apps.

    What it knows is asked once, of another process that has them.
    """
    asked = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    answer = subprocess.run([sys.executable, "-c", ASKED], env=asked, check=True, capture_output=True).stdout
    known = {
        key: types.SimpleNamespace(measures=[types.SimpleNamespace(**one) for one in measures])
        for key, measures in json.loads(answer).items()
    }
    made = types.ModuleType("appraisal.sources.register")
    vars(made).update(BY_KEY=known, keys=lambda: tuple(known))
    sys.modules[made.__name__] = made
    vars(importlib.import_module("appraisal.sources"))["register"] = made


def path_of(module: str) -> Path:
    """The file of a module."""
    return Path(*module.split(".")).with_suffix(".py")


def survivors(module: str, mutants: Sequence[Mutant]) -> list[str]:
    """The names of the mutants no test notices."""
    anew = [one for one in mutants if not one.is_in_function]
    if anew and not _passes(partial(_begin_anew, module, ast.parse(path_of(module).read_text()))):
        raise SystemExit(f"{module}: the tests fail where the module begins anew without any fault put in")
    found = [one.name for one in anew if _passes(partial(_begin_anew, module, one.tree))]
    bench = _Bench(module, [one for one in mutants if one.is_in_function])
    _quietly(lambda: pytest.main([*PYTEST, *JUDGES], plugins=[bench]))
    if not bench.was_content:
        raise SystemExit(f"{module}: the tests fail without any fault put in")
    return [*found, *bench.found]


class _Bench:
    """A plugin of pytest: instead of running the tests once, run them for each mutant."""

    def __init__(self, module: str, mutants: Sequence[Mutant]) -> None:
        self.module, self.mutants = module, mutants
        self.was_content = False
        self.found: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Quick tests first: most mutants are noticed at once."""
        items = sorted(session.items, key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))
        self.was_content = bool(items) and _passes(lambda: _run(items))
        if self.was_content:
            self.found = [one.name for one in self.mutants if _passes(partial(self._with, one, items))]
        return True

    def _with(self, mutant: Mutant, items: Sequence[pytest.Item]) -> int:
        _put_in(sys.modules[self.module], mutant)
        return _run(items)


def _run(items: Sequence[pytest.Item]) -> int:
    """0 where every test passes; 1 at the first that does not."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return 1
    return 0


def _put_in(module: types.ModuleType, mutant: Mutant) -> None:
    """Give the function that is there the code and the defaults of the mutated one."""
    faulty = _executed(module.__name__, mutant.tree)
    original, changed = _function(module, mutant.place), _function(faulty, mutant.place)
    original.__code__ = changed.__code__
    original.__defaults__, original.__kwdefaults__ = changed.__defaults__, changed.__kwdefaults__


def _function(module: types.ModuleType, place: str) -> Any:
    """The outermost function of a place, out of its class and its property where it is in one."""
    found: Any = module
    for name in place.split("."):
        found = vars(found)[name]
        found = getattr(found, "fget", None) or getattr(found, "func", None) or found
        if isinstance(found, types.FunctionType):
            break
    return found


def _executed(name: str, tree: ast.Module) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__file__, made.__package__ = str(path_of(name)), name.rpartition(".")[0]
    before = sys.modules.get(name)
    sys.modules[name] = made
    try:
        exec(compile(tree, made.__file__, "exec"), made.__dict__)  # noqa: S102 - a module of our own with one fault
    finally:
        if before is not None:
            sys.modules[name] = before
    return made


def _begin_anew(module: str, tree: ast.Module) -> int:
    """All tests in a process in which everybody imports the mutated module."""
    package, _dot, name = module.rpartition(".")
    mutated = sys.modules[module] = _executed(module, tree)
    setattr(importlib.import_module(package), name, mutated)
    return int(_quietly(lambda: pytest.main(["-x", *PYTEST, *JUDGES])))


def _passes(judge: Callable[[], int]) -> bool:
    """Whether a judge in a child of this process is content."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS))
        os._exit(_verdict(judge))
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _verdict(judge: Callable[[], int]) -> int:
    try:
        return judge()
    except BaseException:  # noqa: BLE001 - whatever a fault leads to, it was noticed
        return 1


def _quietly(act: Callable[[], Any]) -> Any:
    """What the test library says is of no interest here."""
    kept = os.dup(1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    os.dup2(quiet, 1)
    try:
        return act()
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(quiet)
        os.close(kept)
