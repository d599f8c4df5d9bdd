"""The pages of rewards: a programme with its criteria in words, its candidates, and the form of a new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from appraisal.awards.candidates import Candidate, Candidates
from appraisal.awards.criteria import CRITERIA, Criterion, asked_words
from appraisal.awards.policies import runs_programmes
from appraisal.awards.selectors import awards_of, candidates_for, cycles_to_reward, units_to_reward
from appraisal.machines.award import LIVE_STATES
from appraisal.models import Award, Cycle, RewardProgramme
from appraisal.pages.lists import uuid_text
from appraisal.rules import RuleContent
from workflow.actors import Actor
from workflow.errors import DomainError, FieldFault, Text

Options = list[tuple[str, str]]
MOST_SHOWN: Final = 100
TYPED: Final = ("name", "purpose", "unit", "periods")


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """Everything the page of a programme shows."""

    programme: RewardProgramme
    criteria: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    waiting: tuple[Candidate, ...]
    more: int
    pending: int
    judges: bool
    awards: tuple[Award, ...]
    may_end: bool


def programme_page(programme: RewardProgramme, actor: Actor) -> ProgrammePage:
    """The page; candidates are those the reader may nominate and who are not nominated yet."""
    found = candidates_for(actor, programme)
    awards = list(awards_of(actor, programme)[:MOST_SHOWN])
    busy = {one.employee_id for one in awards if one.state in LIVE_STATES}
    free = [one for one in found.fulfilled if one.form.employee_id not in busy]
    return ProgrammePage(
        programme=programme,
        criteria=criteria_of(programme),
        candidates=tuple(free[:MOST_SHOWN]),
        waiting=found.waiting[:MOST_SHOWN],
        more=max(0, len(free) - MOST_SHOWN),
        pending=found.pending,
        judges=bool(found.judged or found.pending),
        awards=tuple(awards),
        may_end=programme.ended_at is None and runs_programmes(actor, programme.unit.lft),
    )


def criteria_of(programme: RewardProgramme) -> tuple[str, ...]:
    """What it asks for, in words."""
    rules = programme.cycle.rules
    return tuple(asked_words(wanted, programme.periods, rules) for wanted in programme.criteria)


def one_candidate(found: Candidates, employee: UUID) -> Candidate | None:
    """The candidate of an address, if there is one."""
    return next((one for one in found.fulfilled if one.form.employee.public_id == employee), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One choice of one criterion in the form."""

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One criterion in the form, ticked or not."""

    name: str
    label: Text
    ticked: bool
    fields: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """The form of a new programme; its criteria follow the rules of the chosen cycle."""

    cycle: Cycle | None
    cycles: Options
    units: Options
    values: Mapping[str, str]
    slots: tuple[Slot, ...]
    faults: Mapping[str, str]


def new_page(actor: Actor, data: Mapping[str, str], *, cycle: str, refused: DomainError | None = None) -> NewProgramme:
    """The form, perhaps with what was typed and what was wrong about it."""
    cycles = cycles_to_reward(actor)
    chosen = next((one for one in cycles if str(one.public_id) == uuid_text(cycle)), cycles[0] if cycles else None)
    faults = _faults(refused, data)
    return NewProgramme(
        cycle=chosen,
        cycles=[(str(one.public_id), one.name) for one in cycles],
        units=[(str(one.public_id), one.name) for one in units_to_reward(actor)],
        values={"periods": "1"} | {name: data[name] for name in TYPED if name in data},
        slots=tuple(_slots(chosen.rules, data, faults)) if chosen else (),
        faults=faults,
    )


def slots() -> Iterator[tuple[str, Criterion]]:
    """Every criterion as often as a programme may ask for it, by the name of its fields in the form."""
    for kind, criterion in CRITERIA.items():
        for place in range(1, criterion.most + 1):
            yield f"c-{kind}-{place}", criterion


def _slots(rules: RuleContent, data: Mapping[str, str], faults: Mapping[str, str]) -> Iterator[Slot]:
    for name, criterion in slots():
        fields = []
        for one in criterion.choices(rules):
            own = f"{name}-{one.name}"
            fields.append(Asked(own, one.label, one.choices, data.get(own, ""), faults.get(own, "")))
        yield Slot(name, criterion.label, bool(data.get(name)), tuple(fields))


def posted_criteria(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The ticked criteria with what was chosen for them."""
    found = []
    for name, criterion in slots():
        if data.get(name):
            start = f"{name}-"
            chosen = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
            found.append({"kind": criterion.kind, **chosen})
    return found


def _faults(refused: DomainError | None, data: Mapping[str, str]) -> dict[str, str]:
    """Sentences by field; those of a criterion at the field in which it was chosen."""
    ticked = [name for name, _criterion in slots() if data.get(name)]
    found = {}
    details: Any = refused.details if refused else ()
    for one in details:
        if not isinstance(one, FieldFault):
            continue
        parts = one.field.split(".")
        name = f"{ticked[int(parts[1])]}-{parts[2]}" if len(parts) == 3 and int(parts[1]) < len(ticked) else one.field
        found[name] = str(one.message)
    return found
