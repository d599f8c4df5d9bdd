"""The people of an objection: who objects, who rated, who decides and on what ground."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.deciders import decider_for
from appraisal.machines.objection import ObjectionState as S
from appraisal.models import Evaluation, Objection
from appraisal.pages.heads import CAPACITIES
from workflow import clock

Words = str | Promise

GROUNDS: Mapping[str, Words] = {
    "superior": _("stands above the assessor"),
    "alternate": _("named in the rules, because nobody stands above the assessor"),
    "named": _("named by HR"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """One of the three people of a dispute."""

    part: Words
    name: str
    post: str
    note: Words = ""


def parties_of(objection: Objection, *, own: bool) -> tuple[Party, ...]:
    """Who objects, who rated, who decides; of a draft who would decide on this day."""
    form = objection.evaluation
    capacity = CAPACITIES.get(form.assessor_capacity, "")
    name, post, note = objection.decider_name, objection.decider_post, GROUNDS.get(objection.decider_ground, "")
    if objection.state == S.DRAFTED and own:
        name, post, note = expected_decider(form)
    rated = Party(_("Rated"), form.assessor_name, form.assessor_post, capacity)
    if form.rated_by_name:
        rated = Party(_("Rated"), form.rated_by_name, form.rated_by_post, form.rated_on_behalf)
    decides = Party(_("Decides"), name, post, note)
    if objection.signed_name:
        decides = Party(_("Decided"), objection.signed_name, objection.signed_post, objection.signed_on_behalf)
    return (Party(_("Objects"), form.employee_name, form.employee_post), rated, decides)


def expected_decider(form: Evaluation) -> tuple[str, str, Words]:
    """Who would decide: the superior of the form, else whoever the line and the rules offer. Settled when filed."""
    if form.superior_name and form.superior_id not in (form.employee_id, form.assessor_id, form.rated_by_id):
        return form.superior_name, form.superior_post, GROUNDS["superior"]
    found = decider_for(form, at=clock.now())
    return (found.name, found.post, GROUNDS[found.ground]) if found else ("", "", "")
