"""The form of a cycle's draft: shape only. Whether the days fit is decided by the action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisal.models import Cycle, RuleSet
from appraisal.models.cycles import PeriodKind
from organization.models import EmployeeKind, Unit
from workflow.actors import Actor
from workflow.errors import DomainError, FieldFault

DAYS = (
    ("period_from", _("Period from")),
    ("period_until", _("Period until")),
    ("self_from", _("Self-assessment from")),
    ("self_until", _("Self-assessment until")),
    ("review_until", _("Review until")),
    ("calibration_until", _("Calibration until")),
    ("close_by", _("Close by")),
)
KINDS = ((EmployeeKind.PNS.value, EmployeeKind.PNS.label), (EmployeeKind.PPPK.value, EmployeeKind.PPPK.label))


class CycleForm(forms.Form):
    """Name, days, scope and rules of a cycle."""

    name = forms.CharField(label=_("Name"), max_length=200)
    period_kind = forms.ChoiceField(label=_("Kind of period"), choices=PeriodKind.choices)
    unit: Any = forms.ModelChoiceField(
        label=_("For the unit and everything below it"), queryset=Unit.objects.none(), to_field_name="public_id"
    )
    kinds = forms.MultipleChoiceField(label=_("Kinds of employees"), choices=KINDS, widget=forms.CheckboxSelectMultiple)
    rule_set: Any = forms.ModelChoiceField(label=_("Rules"), queryset=RuleSet.objects.none(), to_field_name="public_id")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = actor.intervals("hr")
        units = Unit.objects.none()
        for lft, rght in places:
            units = units | Unit.objects.filter(lft__gte=lft, rght__lte=rght)
        self.fields["unit"].queryset = units.order_by("lft")  # type: ignore[attr-defined]
        self.fields["rule_set"].queryset = RuleSet.objects.filter(state="published").order_by("name", "-edition")  # type: ignore[attr-defined]
        for name, label in DAYS:
            self.fields[name] = forms.DateField(
                label=label,
                required=name != "calibration_until",
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def values(self) -> dict[str, Any]:
        """What the action takes: public ids instead of rows."""
        found = dict(self.cleaned_data)
        for name in ("unit", "rule_set"):
            found[name] = found[name].public_id
        return found

    def refuse(self, refused: DomainError) -> None:
        """Show a refusal of the action at the fields it names."""
        for detail in refused.details:
            if isinstance(detail, FieldFault) and detail.field in self.fields:
                self.add_error(detail.field, str(detail.message))
            else:
                self.add_error(None, str(getattr(detail, "message", detail)))
        if not refused.details:
            self.add_error(None, str(refused.message))

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        """The stored draft as initial values."""
        names = ("name", "period_kind", "kinds", *(name for name, _label in DAYS))
        found = {name: getattr(cycle, name) for name in names}
        return {**found, "unit": cycle.unit.public_id, "rule_set": cycle.rule_set.public_id}
