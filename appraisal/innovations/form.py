"""The forms of an innovation: shape only. What must be there and who may write is decided elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisal.innovations.places import units_for
from appraisal.metric_form import RefusableForm, day_field
from appraisal.models import Innovation
from organization.models import Unit
from workflow.errors import FieldFault, InvalidInput


class InnovationForm(RefusableForm):
    """A draft: problem, idea, unit, start. `chosen` keeps the units it may belong to."""

    title = forms.CharField(label=_("Title"), max_length=200)
    problem = forms.CharField(label=_("Problem"), max_length=4000, required=False, widget=forms.Textarea)
    idea = forms.CharField(label=_("Idea"), max_length=4000, required=False, widget=forms.Textarea)
    unit = forms.ChoiceField(label=_("Unit"))
    started_on = day_field(_("Started on"))

    def __init__(self, *args: Any, author_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[Unit] = units_for(author_id)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(one.public_id), one.name) for one in self.places
        ]

    def values(self) -> dict[str, Any]:
        """What the action takes: the unit by its id."""
        chosen = {str(one.public_id): one.public_id for one in self.places}
        return {**self.cleaned_data, "unit": chosen[self.cleaned_data["unit"]]}

    def refuse_but_shares(self, refused: InvalidInput) -> list[FieldFault]:
        """Show a refusal at the fields of this form; the faults of the shares are given back for their own lines."""
        own = [one for one in refused.details if one.field in self.fields]
        shares = [one for one in refused.details if one.field not in self.fields]
        self.refuse(InvalidInput(details=own or [one.message for one in shares]))
        return shares

    @staticmethod
    def initial_of(one: Innovation) -> dict[str, Any]:
        """The stored draft as initial values."""
        names = ("title", "problem", "idea", "started_on")
        return {**{name: getattr(one, name) for name in names}, "unit": str(one.unit.public_id)}
