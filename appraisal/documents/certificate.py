"""The certificate of an award, as an official document: who, for what, and who gave it. No rating stands on it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.awards.policies import AwardPolicy
from appraisal.documents.letter import letterhead_of
from appraisal.machines.award import AwardState
from appraisal.models import Award
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.wording import common, day_text
from workflow.policies import policy_for

KIND = "appraisal.award_certificate"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the certificate says, in the language of the document."""
    award, document = draft.subject, draft.document
    if award.state != AwardState.AWARDED:
        return None
    zone = award.unit.zone
    place_date = _("%(place)s, %(day)s") % {
        "place": settings.OFFICE_PLACE,
        "day": day_text(award.awarded_at, zone),
    }
    return {
        **common(document, title=_("Certificate of an award"), zone=zone),
        "head": letterhead_of(award.unit),
        "given_to": _("is given to"),
        "programme": award.programme.name,
        "name": award.employee_name,
        "lines": [award.employee_post, award.unit_name],
        "purpose": award.programme.purpose,
        "period": _("On the results of %(cycle)s.") % {"cycle": award.programme.cycle.name},
        "signature": signature_of(award, place_date),
    }


def signature_of(award: Award, place_date: str) -> dict[str, str]:
    """Place, post and name of whoever gave it, frozen on that day."""
    return {
        "place_date": place_date,
        "capacity": "",
        "post": award.decider_post or _("For the office"),
        "electronic": _("Given in the system with the giver's own account; valid without a wet signature."),
        "name": award.decider_name,
        "nip": "",
    }


CERTIFICATE = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Certificate of an award"),
        subject_kind=Award.kind,
        readers=AwardPolicy.viewers,
        reach=lambda actor: policy_for(Award).visible_to(actor).filter(state=AwardState.AWARDED),
        ready=lambda award: str(award.state) == AwardState.AWARDED,
        make=printed("appraisal/documents/certificate.typ", facts),
        made_on=frozenset({"award.awarded"}),
        file_name=gettext_lazy("certificate"),
        page="appraisal:award",
    )
)
