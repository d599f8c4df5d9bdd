"""The form as the employee (or HR helping the employee) fills it in: items, what is missing, reasons of a return."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisal.dialogue.beside import AllBeside, beside
from appraisal.forms import field_name
from appraisal.models import Evaluation
from appraisal.pages.detail import Part, parts_of
from appraisal.pages.heads import Head, head_of
from appraisal.pages.items import ItemView, SectionView, Showing, Typed, levels_of, sections_of
from appraisal.policies import NOTICES
from workflow.actors import Actor
from workflow.errors import FieldFault
from workflow.policies import policy_for
from workflow.roles import Role

FIELD_WORDS = {
    "realisation": lambda: _("what was achieved"),
    "rating": lambda: _("own rating"),
    "story": lambda: _("story"),
    "comment": lambda: _("comment"),
    "results_rating": lambda: _("rating of results"),
    "behaviour_rating": lambda: _("rating of behaviour"),
    "narrative": lambda: _("explanation"),
}


@dataclass(frozen=True, slots=True)
class ClashView:
    """Two texts for one field. `options` holds both where the field is a rating."""

    field: str
    name: str
    label: str
    mine: str
    theirs: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SelfForm:
    """Everything the form shows."""

    head: Head
    sections: tuple[SectionView, ...]
    levels: tuple[tuple[int, str], ...]
    missing: tuple[tuple[str, str], ...]
    filled: int
    total: int
    assisted_by: str
    parts: tuple[Part, ...]
    faults: tuple[tuple[str, str], ...]
    url: str
    key: str
    revision: int
    beside: AllBeside

    @property
    def year(self) -> str:
        """The year of the dialogue that belongs to the period, as it stands in an address."""
        return str(self.head.evaluation.cycle.period_until.year)

    @property
    def marked(self) -> tuple[ItemView, ...]:
        """The items the assessor gave a reason for."""
        return tuple(view for section in self.sections for view in section.views if view.item.return_note)


def writes_here(evaluation: Evaluation, actor: Actor) -> bool:
    """Whether the employee's part is the reader's to write: the employee, or the HR officer who helps."""
    roles = policy_for(evaluation).roles_of(actor, evaluation)
    helps = Role.HR.value in roles and evaluation.assisted_by_id == actor.user_id
    return Role.SUBJECT.value in roles or helps


def form_of(
    evaluation: Evaluation,
    actor: Actor,
    *,
    typed: Mapping[UUID, Mapping[str, str]],
    faults: Sequence[FieldFault],
) -> SelfForm:
    """The form; five queries."""
    fields = policy_for(evaluation).fields_for(actor, evaluation)
    head = head_of(evaluation, actor, fields=fields)
    dialogue = beside(evaluation, actor)
    showing = Showing(
        removable=True,
        notices=NOTICES in fields,
        typed=by_text(typed),
        errors=faults_by_item(faults),
        beside=dialogue.by_code,
    )
    sections = sections_of(evaluation, showing)
    views = [view for section in sections for view in section.views if not view.by_assessor]
    return SelfForm(
        head=head,
        sections=sections,
        levels=levels_of(evaluation.rules),
        missing=missing_of(views),
        filled=sum(view.item.is_filled for view in views),
        total=len(views),
        assisted_by=helper_name(evaluation),
        parts=parts_of(evaluation, head, fields),
        faults=tuple((f"id_{one.field}", str(one.message)) for one in faults),
        url=reverse("appraisal:self", args=[evaluation.public_id]),
        key=uuid4().hex,
        revision=evaluation.self_revision,
        beside=dialogue,
    )


def helper_name(evaluation: Evaluation) -> str:
    """Who fills in for the employee."""
    helper: Any = evaluation.assisted_by
    return helper.display_name if helper else ""


def missing_of(views: Iterable[ItemView]) -> tuple[tuple[str, str], ...]:
    """Every field without which the form cannot be handed in: its id in the page and the words of the link."""
    found = []
    for view in views:
        wanted = {
            "realisation": not view.item.self_realisation.strip(),
            "rating": view.item.self_rating is None,
        }
        for name, empty in wanted.items():
            if empty:
                words = _("%(item)s: %(field)s") % {"item": view.label, "field": FIELD_WORDS[name]()}
                found.append((f"id_{field_name(view.item.public_id, name)}", words))
    return tuple(found)


def by_text(typed: Mapping[UUID, Mapping[str, str]]) -> Typed:
    """Typed values by the text of the item's id."""
    return {str(item): values for item, values in typed.items()}


def faults_by_item(faults: Iterable[FieldFault]) -> Typed:
    """Faults of fields, by item and short name of the field."""
    found: dict[str, dict[str, str]] = {}
    for fault in faults:
        prefix, _dash, name = fault.field.rpartition("-")
        if prefix.startswith("item-"):
            found.setdefault(prefix.removeprefix("item-"), {})[name] = str(fault.message)
    return found


def clash_views(clashes: Iterable[Any], form: Any) -> tuple[ClashView, ...]:
    """Fields that were saved elsewhere, with the words above them."""
    labels = {str(view.item.public_id): view.label for section in form.sections for view in section.views}
    levels = {str(number): words for number, words in form.levels}
    return tuple(clash_view(clash, labels, levels) for clash in clashes)


def clash_view(clash: Any, labels: Mapping[str, str], levels: Mapping[str, str]) -> ClashView:
    """One field with both texts; ratings in words."""
    item = clash.field.removeprefix("item-").rpartition("-")[0]
    words = FIELD_WORDS[clash.name]()
    label = f"{labels[item]}: {words}" if item in labels else words.capitalize()
    if "rating" not in clash.name:
        return ClashView(clash.field, clash.name, label, clash.mine, clash.theirs)
    none = _("not rated")
    mine = _("Your choice here: %(level)s") % {"level": levels.get(clash.mine, none)}
    theirs = _("Saved: %(level)s") % {"level": levels.get(clash.theirs, none)}
    return ClashView(
        clash.field, clash.name, label, clash.mine, clash.theirs, ((clash.mine, mine), (clash.theirs, theirs))
    )
