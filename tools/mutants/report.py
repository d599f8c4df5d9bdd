"""The result that is kept: score by module, and every survivor with the reason why no test can notice it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from tools.mutants.judging import JUDGES, path_of

RESULT: Final = Path("tests/rules/MUTANTS.md")
REASONS: Final = Path("tests/rules/equivalent.json")
LEAST: Final = 90.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One module: how many mutants were made, and the names of those no test noticed."""

    module: str
    made: int
    survived: Sequence[str]

    @property
    def score(self) -> float:
        """Noticed mutants in percent."""
        return 100.0 * (self.made - len(self.survived)) / self.made if self.made else 100.0


def reasons() -> Mapping[str, str]:
    """Why a survivor is no fault, by module and name."""
    found: dict[str, str] = json.loads(REASONS.read_text()) if REASONS.exists() else {}
    return found


def unexplained(outcomes: Sequence[Outcome]) -> list[str]:
    """Survivors nobody has given a reason for."""
    known = reasons()
    names = (f"{one.module} {name}" for one in outcomes for name in one.survived)
    return [name for name in names if name not in known]


def write(outcomes: Sequence[Outcome], *, minutes: float) -> None:
    """Renew the result file."""
    whole = Outcome("all", sum(one.made for one in outcomes), [name for one in outcomes for name in one.survived])
    lines = [
        "# Mutants of the rule code",
        "",
        "Written by `.venv/bin/python -m tools.mutants`. A survivor counts as survived, whatever its reason.",
        "",
        f"Judged by {', '.join(f'`{judge}`' for judge in JUDGES)} in {minutes:.0f} minutes.",
        "",
        "| Module | sha256 | Mutants | Noticed | Score |",
        "|---|---|---|---|---|",
        *(_line(one) for one in outcomes),
        f"| **together** | | {whole.made} | {whole.made - len(whole.survived)} | **{whole.score:.1f} %** |",
        "",
        "## Survivors",
        "",
        *_survivors(outcomes),
    ]
    RESULT.write_text("\n".join(lines).rstrip() + "\n")


def _line(one: Outcome) -> str:
    digest = sha256(path_of(one.module).read_bytes()).hexdigest()[:12]
    return f"| `{one.module}` | `{digest}` | {one.made} | {one.made - len(one.survived)} | {one.score:.1f} % |"


def _survivors(outcomes: Sequence[Outcome]) -> list[str]:
    known = reasons()
    return [
        f"- `{one.module}` `{name}`: {known.get(f'{one.module} {name}', '(no reason given)')}"
        for one in outcomes
        for name in one.survived
    ] or ["None."]
