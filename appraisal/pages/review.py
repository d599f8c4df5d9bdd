"""The form as the assessor reviews it: both sides, changes since a return, the two judgements, the predicate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisal.dialogue.beside import AllBeside, beside
from appraisal.fairness.copies import HASTE, SAME_TEXT
from appraisal.fairness.reading import own_signs
from appraisal.forms import field_name
from appraisal.guards import AS_EXPECTED
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Evaluation, EvaluationItem
from appraisal.pages.detail import Part, parts_of
from appraisal.pages.heads import Head, head_of
from appraisal.pages.items import ItemView, SectionView, Showing, levels_of, sections_of
from appraisal.pages.predicate import Advice, Outcome, preview_of
from appraisal.pages.recognition import NoteView
from appraisal.pages.segments import PeriodHistory, history_for
from appraisal.pages.self_assessment import by_text, faults_by_item
from appraisal.policies import ASSESSOR, NOTICES
from appraisal.rules import BEHAVIOUR, MATRIX_2022, RESULTS
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import DomainError, FieldFault
from workflow.policies import policy_for

NUDGE, MOST_NUDGES = 80, 4
# Refusals that one field of the page can mend.
MENDED_AT = {"deviation_unexplained": "narrative", "segments_differ": "narrative", "return_unexplained": "reason"}
AREA_LABELS = {RESULTS: lambda: _("Rating of results"), BEHAVIOUR: lambda: _("Rating of behaviour")}


@dataclass(frozen=True, slots=True)
class Area:
    """One of the two judgements, with what the items advise."""

    name: str
    label: str
    value: Any
    advice: Advice
    error: str


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """Everything the review shows."""

    head: Head
    sections: tuple[SectionView, ...]
    levels: tuple[tuple[int, str], ...]
    areas: tuple[Area, ...]
    narrative: str
    outcome: Outcome
    approve: Available | None
    missing: tuple[tuple[str, str], ...]
    changed: tuple[ItemView, ...]
    rated: int
    total: int
    reason: str
    parts: tuple[Part, ...]
    faults: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]
    key: str
    notes: tuple[NoteView, ...] = ()
    nudges: tuple[str, ...] = ()
    beside: AllBeside = field(default_factory=AllBeside)
    history: PeriodHistory | None = None

    @property
    def revision(self) -> int:
        """The number of saves the page was built from."""
        return int(self.head.evaluation.review_revision)

    @property
    def url(self) -> str:
        """Where the page saves."""
        return reverse("appraisal:review", args=[self.head.evaluation.public_id])

    @property
    def year(self) -> str:
        """The year of the dialogue that belongs to the period, as it stands in an address."""
        return str(self.head.evaluation.cycle.period_until.year)

    @property
    def refused_at(self) -> tuple[tuple[str, str], ...]:
        """Errors with the ids of their fields, for the summary."""
        return tuple((f"id_{name}", words) for name, words in self.errors.items())


def form_of(
    evaluation: Evaluation,
    actor: Actor,
    *,
    typed: Mapping[UUID, Mapping[str, str]],
    typed_areas: Mapping[str, str],
    reason: str = "",
    faults: Sequence[FieldFault] = (),
    refused: DomainError | None = None,
) -> ReviewForm:
    """The review for the assessor."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    dialogue = beside(evaluation, actor, with_notes=True)
    own: dict[str, Any] = {"typed": assessor_names(typed), "errors": faults_by_item(faults), "beside": dialogue.by_code}
    sections = sections_of(evaluation, Showing(assessor_part=True, notices=NOTICES in fields, **own))
    views = [view for section in sections for view in section.views]
    outcome = preview_of(evaluation)
    errors = {one.field: str(one.message) for one in faults} | errors_of(refused)
    return ReviewForm(
        head=head,
        sections=sections,
        levels=levels_of(evaluation.rules),
        areas=areas_of(evaluation, outcome, typed_areas, errors),
        narrative=typed_areas.get("narrative", evaluation.narrative),
        outcome=outcome,
        approve=next((one for one in available(evaluation, actor) if one.name in ("approve", "propose")), None),
        missing=missing_of(evaluation, views),
        changed=tuple(view for view in views if view.is_changed),
        **counted(views),
        reason=reason,
        parts=parts_of(evaluation, head, fields),
        faults=tuple((f"id_{one.field}", str(one.message)) for one in faults),
        errors=errors,
        key=uuid4().hex,
        notes=tuple(NoteView(note, (), "") for note in dialogue.notes),
        beside=dialogue,
        nudges=nudges_of(evaluation, ((view.item, bool(view.files)) for view in views)),
        history=history_for(evaluation, actor=actor),
    )


def counted(views: Sequence[ItemView]) -> dict[str, int]:
    """How many items have a rating, and how many there are."""
    return {"rated": sum(view.item.assessor_rating is not None for view in views), "total": len(views)}


def is_nudged(evaluation: Evaluation, actor: Actor) -> bool:
    """Nudges are for the assessor's own eyes, while the form is with him."""
    roles = policy_for(evaluation).roles_of(actor, evaluation)
    return ASSESSOR in roles and evaluation.state == EvaluationState.SUPERVISOR_REVIEW


def nudges_of(evaluation: Evaluation, items: Iterable[tuple[EvaluationItem, bool]]) -> tuple[str, ...]:
    """What the rater may want to look at again: many handed over in a minute, own words used for many, and ratings
    without any grounds here. `items`: each item of the form, and whether a file lies beside it."""
    found = []
    # The sign that is about all of them stands first: the list is short.
    for sign in sorted(own_signs(evaluation), key=lambda sign: sign.kind != HASTE):
        words = {"count": sign.people, "text": Truncator(sign.text).chars(NUDGE)}
        if sign.kind == HASTE:
            found.append(_("You handed over %(count)d forms within one minute. Was there time to read each?") % words)
        elif sign.kind == SAME_TEXT:
            found.append(_("You wrote this for %(count)d people: “%(text)s”. What was particular to each?") % words)
        else:
            found.append(_("“%(text)s” says little. What did you see?") % words)
    bare = sum(_has_no_grounds(item, has_files=has_files) for item, has_files in items)
    if bare:
        sentence = ngettext(
            "%(count)d rating is not as expected and has neither your words nor a file beside it.",
            "%(count)d ratings are not as expected and have neither your words nor a file beside them.",
            bare,
        )
        found.append(sentence % {"count": bare})
    return tuple(found[:MOST_NUDGES])


def _has_no_grounds(item: EvaluationItem, *, has_files: bool) -> bool:
    unusual = item.assessor_rating is not None and item.assessor_rating != AS_EXPECTED
    return unusual and not item.assessor_comment.strip() and not has_files


def errors_of(refused: DomainError | None) -> dict[str, str]:
    """A refusal that one field can mend, at that field."""
    place = MENDED_AT.get(refused.code) if refused else None
    return {place: str(refused.message)} if refused and place else {}


def assessor_names(typed: Mapping[UUID, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The assessor's rating has the name of the employee's in a post; the card tells them apart."""
    return {
        item: {("assessor_rating" if name == "rating" else name): value for name, value in values.items()}
        for item, values in by_text(typed).items()
    }


def areas_of(
    evaluation: Evaluation, outcome: Outcome, typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Area, ...]:
    """The two judgements; none where the rules take the score alone."""
    if evaluation.rules.scheme != MATRIX_2022:
        return ()
    return tuple(
        Area(
            name=name,
            label=AREA_LABELS[advice.area](),
            value=typed.get(name, getattr(evaluation, name)),
            advice=advice,
            error=errors.get(name, ""),
        )
        for name, advice in zip(("results_rating", "behaviour_rating"), outcome.advice, strict=True)
    )


def missing_of(evaluation: Evaluation, views: Sequence[ItemView]) -> tuple[tuple[str, str], ...]:
    """Every rating without which the form cannot be approved: its id in the page and the words of the link."""
    found = [
        (f"id_{field_name(view.item.public_id, 'rating')}", view.label)
        for view in views
        if view.item.assessor_rating is None
    ]
    if evaluation.rules.scheme == MATRIX_2022:
        areas = ((RESULTS, "results_rating"), (BEHAVIOUR, "behaviour_rating"))
        found += [(f"id_{name}", AREA_LABELS[area]()) for area, name in areas if getattr(evaluation, name) is None]
    return tuple(found)
