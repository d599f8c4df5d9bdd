"""HR keeps the templates of plans. A save makes an edition; editions and the cases drafted from them stay."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import PlanTemplate, PlanTemplateEdition
from cases.template_rules import read_content
from organization.models import Unit
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted, NotVisible, PreconditionRequired, StaleRevision
from workflow.roles import Role
from workflow.transactions import action

NAME_LIMIT = 120
CODE_LIMIT = 40
MOST_CODES = 40


def may_read_templates(actor: Actor) -> bool:
    """HR of any unit reads all templates; whose they are decides who changes them."""
    return actor.active and actor.holds(Role.HR)


def may_keep(actor: Actor, unit: Unit) -> bool:
    """HR of the unit the template is for."""
    return actor.active and actor.holds(Role.HR, unit.lft)


@action
def add_template(
    *, actor: Actor, unit: UUID | None, name: str, codes: Sequence[str], content: Mapping[str, Any], in_use: bool = True
) -> PlanTemplate:
    """Write a first edition for the people of a unit."""
    fresh = actors.reload(actor)
    if not may_read_templates(fresh):
        raise NotPermitted
    place = Unit.objects.filter(public_id=unit).first() if unit is not None else None
    if place is None:
        raise InvalidInput(details=[FieldFault("unit", _("Please choose the unit the template is for."))])
    if not may_keep(fresh, place):
        raise NotPermitted
    template = PlanTemplate(unit=place, edition=0)
    return _save(template, fresh, name, codes, content, in_use=in_use)


@action
def change_template(
    template: UUID,
    *,
    actor: Actor,
    edition: int | None,
    name: str,
    codes: Sequence[str],
    content: Mapping[str, Any],
    in_use: bool,
) -> PlanTemplate:
    """Save the next edition; `edition` is the one the person read (428 without, 409 with the text stored meanwhile)."""
    fresh = actors.reload(actor)
    if not may_read_templates(fresh):
        raise NotVisible
    found = PlanTemplate.objects.select_for_update(of=("self",)).filter(public_id=template).first()
    if found is None:
        raise NotVisible
    if not may_keep(fresh, found.unit):
        raise NotPermitted
    if edition is None:
        raise PreconditionRequired
    if edition != found.edition:
        current = {"name": found.name, "codes": found.indicator_codes, "content": found.content}
        raise StaleRevision(current={"revision": found.edition, "fields": current})
    return _save(found, fresh, name, codes, content, in_use=in_use)


def _save(
    template: PlanTemplate, actor: Actor, name: str, codes: Sequence[str], content: Mapping[str, Any], *, in_use: bool
) -> PlanTemplate:
    wanted = name.strip()
    cleaned = sorted({code.strip() for code in codes if code.strip()})
    faults = [*_name_faults(template, wanted), *_code_faults(cleaned)]
    if faults:
        raise InvalidInput(details=faults)
    template.name, template.indicator_codes, template.in_use = wanted, cleaned, in_use
    template.content = read_content(content).as_data()
    template.edition += 1
    template.saved_at = clock.now()
    template.save()
    PlanTemplateEdition.objects.create(
        template=template,
        edition=template.edition,
        name=wanted,
        indicator_codes=cleaned,
        content=template.content,
        in_use=in_use,
        saved_by_id=actor.user_id,
        saved_at=template.saved_at,
    )
    return template


def _name_faults(template: PlanTemplate, name: str) -> list[FieldFault]:
    if not name or len(name) > NAME_LIMIT:
        return [FieldFault("name", _("Please enter a name of up to %(most)d characters.") % {"most": NAME_LIMIT})]
    if PlanTemplate.objects.filter(unit=template.unit, name=name).exclude(pk=template.pk).exists():
        return [FieldFault("name", _("This unit already has a template of this name."))]
    return []


def _code_faults(codes: Sequence[str]) -> list[FieldFault]:
    if len(codes) > MOST_CODES or any(len(code) > CODE_LIMIT for code in codes):
        return [FieldFault("codes", _("Please give up to %(most)d indicator codes.") % {"most": MOST_CODES})]
    return []
