"""The forms of a service metric: shape only. Whether the target fits and who may write is decided by the actions."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisal.models import ServiceMetric
from appraisal.models.metrics import Direction
from organization.models import Unit
from organization.tree import within
from workflow.actors import Actor
from workflow.errors import DomainError, FieldFault


class RefusableForm(forms.Form):
    """A form at whose fields a refused act is shown."""

    def refuse(self, refused: DomainError) -> None:
        """Show a refusal of the action at the fields it names."""
        for detail in refused.details:
            named = isinstance(detail, FieldFault) and detail.field in self.fields
            self.add_error(detail.field if named else None, str(getattr(detail, "message", detail)))
        if not refused.details:
            self.add_error(None, str(refused.message))


def number_field(label: Any) -> forms.DecimalField:
    """A number as it is written here: with a comma."""
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class MetricForm(RefusableForm):
    """What a metric is called, how it is measured, where it began and where it should come to."""

    NAMES: Final = ("name", "unit_of_measure", "direction", "baseline", "target")

    unit: Any = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), to_field_name="public_id")
    name = forms.CharField(label=_("What is measured"), max_length=200)
    unit_of_measure = forms.CharField(label=_("Unit of measure"), max_length=40)
    direction = forms.ChoiceField(label=_("What is better"), choices=Direction.choices, widget=forms.RadioSelect)
    baseline = number_field(_("Baseline"))
    target = number_field(_("Target"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.filter(within(actor.intervals("hr"))).order_by("lft")
        self.fields["unit"].queryset = places  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes beside the unit."""
        return {name: value for name, value in self.cleaned_data.items() if name != "unit"}

    @staticmethod
    def initial_of(metric: ServiceMetric) -> dict[str, Any]:
        """The stored metric as initial values."""
        return {"unit": metric.unit.public_id, **{name: getattr(metric, name) for name in MetricForm.NAMES}}


class ReadingForm(RefusableForm):
    """A measured value of a day."""

    on = day_field(_("Day"))
    value = number_field(_("Value"))


class PeriodForm(RefusableForm):
    """The period for which shares are entered."""

    period_from = day_field(_("Period from"))
    period_until = day_field(_("Period until"))
