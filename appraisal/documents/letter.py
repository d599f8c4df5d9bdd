"""The decision letter of an objection, as an Indonesian official letter (surat dinas).

PP 30/2019 Ps 59: the superior of the assessor asks both sides, may change and set the result, and is final. The
letter holds what both sides may read; the decider's private note is never read here.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appraisal.machines.objection import ObjectionState
from appraisal.models import Objection, ObjectionItem
from appraisal.models.objections import Ruling
from appraisal.policies import ObjectionPolicy
from organization.models import Unit
from workflow.documents.blocks import own_post_text
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.signing import DECIDER, signatures_of
from workflow.documents.wording import common, day_text, moment_text, receipt_of
from workflow.policies import policy_for

KIND = "appraisal.decision_letter"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the letter says, in the language of the document."""
    objection, document = draft.subject, draft.document
    if objection.state != ObjectionState.DECIDED:
        return None
    form = objection.evaluation
    zone = form.cycle.zone
    place_date = _("%(place)s, %(day)s") % {
        "place": settings.OFFICE_PLACE,
        "day": day_text(objection.decided_at, zone),
    }
    return {
        **common(document, title=_("Decision on an objection to a performance appraisal"), zone=zone),
        "head": letterhead_of(form.unit),
        "place_date": place_date,
        "reference": reference_of(objection),
        "to": addressee_of(form),
        "opening": opening_of(objection),
        "items": [item_of(number, row, form) for number, row in enumerate(rows_of(objection), 1)],
        "outcome": outcome_of(objection),
        "basis": {"title": _("Legal basis"), "lines": basis_of()},
        "closing": closing_of(),
        "signature": signature_of(objection, place_date),
        "receipt": receipt_of(document, zone),
    }


def letterhead_of(unit: Unit) -> dict[str, str]:
    """The government and the agency: the root of the tree and the topmost agency of the unit."""
    root = Unit.objects.filter(parent__isnull=True, lft__lte=unit.lft, rght__gte=unit.rght).first() or unit
    agency = unit.opd or unit
    return {
        "authority": _("Government of %(regency)s") % {"regency": root.name},
        "unit": agency.name,
        "place": settings.OFFICE_PLACE,
    }


def reference_of(objection: Objection) -> list[tuple[str, str]]:
    """Number, nature, enclosures and matter, as official letters name them."""
    form = objection.evaluation
    year = objection.decided_at.year if objection.decided_at else ""
    return [
        (_("Number"), f"800/{objection.pk:04d}/{form.unit.code}/{year}"),
        (_("Nature"), _("Confidential")),
        (_("Enclosures"), "-"),
        (_("Matter"), _("Decision on the objection, %(cycle)s") % {"cycle": form.cycle.name}),
    ]


def addressee_of(form: Any) -> list[str]:
    """To whom the letter goes."""
    nip = form.employee.nip
    return [
        _("To:"),
        form.employee_name,
        *([f"NIP {nip}"] if nip else []),
        *([form.employee_post] if form.employee_post else []),
        form.unit_name or form.unit.name,
    ]


def opening_of(objection: Objection) -> str:
    """What was filed, who answered, who decides."""
    form = objection.evaluation
    zone = form.cycle.zone
    filed = _(
        "On %(filed)s you objected to the result of your appraisal for %(cycle)s, rated by %(assessor)s (%(post)s)."
    ) % {
        "filed": moment_text(objection.filed_at, zone),
        "cycle": form.cycle.name,
        "assessor": form.rated_by_name or form.assessor_name,
        "post": form.rated_on_behalf or form.assessor_post,
    }
    answered = _("The assessor gave no answer in time.")
    if objection.answered_at and not objection.unanswered:
        answered = _("The assessor answered on %(moment)s.") % {"moment": moment_text(objection.answered_at, zone)}
    asked = _("Having heard both sides, I decide on each contested item as follows.")
    statement = _("Your words on the whole: %(words)s") % {"words": objection.statement} if objection.statement else ""
    return "\n".join(part for part in (f"{filed} {answered} {asked}", statement) if part)


def rows_of(objection: Objection) -> list[ObjectionItem]:
    """The contested items in the order of the form."""
    return list(objection.items.select_related("item").order_by("item__position", "pk"))


def item_of(number: int, row: ObjectionItem, form: Any) -> dict[str, Any]:
    """One contested item: rating, claim, answer, ruling, reason."""

    def level(rating: int | None) -> str:
        return str(form.rules.level_label(rating, get_language()))

    ruling = Ruling(row.ruling).label if row.ruling else ""
    if row.ruling == Ruling.GRANT:
        ruling = _("The objection is granted; the new rating is: %(level)s") % {"level": level(row.ruling_rating)}
    elif row.ruling == Ruling.UPHOLD:
        ruling = _("The objection is rejected; the rating stands.")
    wished = level(row.wished_rating)
    return {
        "title": f"{number}. {row.item.label}",
        "rows": [
            (_("Rating contested"), level(row.rating)),
            (_("Objection"), row.claim),
            *([(_("Rating asked for"), wished)] if wished else []),
            (_("Answer of the assessor"), row.answer or _("None was given.")),
            (_("Ruling"), ruling),
            (_("Reason"), row.ruling_reason),
        ],
    }


def outcome_of(objection: Objection) -> dict[str, Any]:
    """The predicate before and after."""
    form = objection.evaluation
    before, after = (predicate_of(form, code) for code in (objection.predicate_before, objection.predicate_after))
    changed = objection.predicate_before != objection.predicate_after
    sentence = _("The predicate of the appraisal is changed.") if changed else _("The predicate stays as it was.")
    return {
        "title": _("The decision"),
        "sentence": sentence,
        "rows": [(_("Predicate before"), before), (_("Predicate after the decision"), after)],
    }


def predicate_of(form: Any, code: str) -> str:
    """The words of a predicate."""
    return str(form.rules.predicate(code).label.pick(get_language())) if code else ""


def basis_of() -> list[str]:
    """The law the decision rests on."""
    return [
        _("Government Regulation 30 of 2019 on the appraisal of civil servants, article 59;"),
        _("Regulation of the Minister of Administrative Reform 6 of 2022 on the management of performance."),
    ]


def closing_of() -> str:
    """That it is final, and what follows."""
    return _(
        "Under article 59 of Government Regulation 30 of 2019 this decision is final within the appraisal. "
        "It takes effect on the day it is set, and the record of the appraisal is changed accordingly."
    )


def signature_of(objection: Objection, place_date: str) -> dict[str, str]:
    """Place, post, name and NIP of whoever decided, frozen at the decision, with Plt or Plh.

    A delegate signs in the name of the absent official: that post with the letter first, then the own post.
    """
    signed = signatures_of(objection).get(DECIDER)
    return {
        "place_date": place_date,
        "capacity": signed.on_behalf if signed else "",
        "post": (own_post_text(signed) if signed else objection.decider_post) or _("Decider of the objection"),
        "electronic": _("Set in the system with the decider's own account; valid without a wet signature."),
        "name": signed.name if signed else objection.decider_name,
        "nip": signed.nip if signed else "",
    }


LETTER = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Decision letter"),
        subject_kind=Objection.kind,
        readers=ObjectionPolicy.viewers,
        reach=lambda actor: policy_for(Objection).visible_to(actor).filter(state=ObjectionState.DECIDED),
        ready=lambda objection: str(objection.state) == ObjectionState.DECIDED,
        make=printed("appraisal/documents/letter.typ", facts),
        made_on=frozenset({"objection.decided"}),
        receipt="evaluation__employee",
        file_name=gettext_lazy("decision-letter"),
        page="appraisal:objection",
    )
)
