"""Shapes of what people type on the pages of this app. No rule of the process stands here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import PlanItem
from cases.models.plan import ItemKind, ItemOwner
from cases.models.trainings import TrainingKind


def _date(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d"))


class OpeningForm(forms.Form):
    """A case opened by a person."""

    person = forms.CharField(label=_("For whom"), max_length=200)
    reason = forms.CharField(label=_("Why help is due"), max_length=4000, widget=forms.Textarea)
    focus = forms.CharField(label=_("What should get better"), max_length=200, required=False)


class MonthsField(forms.CharField):
    """Months as people write them: 1, 3, 6. What is no number stays text, and the rules name it."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(month) for month in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        parts = str(value or "").replace(",", " ").split()
        return [int(part) if part.isascii() and part.isdigit() and len(part) < 4 else part for part in parts]


class PlanForm(forms.Form):
    """Goal, day and number of sessions."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    goal = forms.CharField(label=_("Goal in one sentence"), max_length=2000, widget=forms.Textarea, required=False)
    target_on = _date(_("To be reached by"))
    sessions_required = forms.IntegerField(label=_("Coaching sessions, at least"))
    sessions_every_days = forms.IntegerField(label=_("A session every so many days"), required=False)
    stage_months = MonthsField(label=_("Stages end after these months"), required=False)

    def values(self) -> dict[str, Any]:
        """What to save; a rhythm left out stays as it is."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        if found["sessions_every_days"] is None:
            del found["sessions_every_days"]
        if "stage_months" not in self.data:
            del found["stage_months"]
        return found


class ItemForm(forms.Form):
    """One line of a plan."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    owner = forms.ChoiceField(label=_("Who does it"), choices=ItemOwner.choices)
    due_on = _date(_("Until"), required=False)
    required = forms.BooleanField(label=_("Needed to close the case"), required=False)
    indicator_label = forms.CharField(label=_("Indicator"), max_length=200, required=False)
    measure = forms.CharField(label=_("How it is measured"), max_length=200, required=False)
    baseline = forms.CharField(label=_("Where it stands now"), max_length=80, required=False)
    target = forms.CharField(label=_("Where it should be"), max_length=80, required=False)

    @staticmethod
    def of(item: PlanItem) -> dict[str, Any]:
        """The stored values of a line."""
        return {name: getattr(item, name) for name in ItemForm.base_fields}

    def values(self) -> dict[str, Any]:
        """What to save, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class SessionForm(forms.Form):
    """A talk to be planned."""

    planned_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label=_("Where"), max_length=200, required=False)
    agenda = forms.CharField(label=_("What it is about"), max_length=4000, required=False, widget=forms.Textarea)


class AskForm(forms.Form):
    """Counselling asked for or offered; whom, of those who could."""

    counsellor = forms.ChoiceField(label=_("Counsellor"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counsellor"].choices = [("", _("No wish")), *choices]  # type: ignore[attr-defined]


class TalkForm(forms.Form):
    """A confidential talk to be arranged."""

    planned_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label=_("Where"), max_length=200, required=False)


class NoteForm(forms.Form):
    """The note of a confidential talk."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Note"), max_length=20_000, widget=forms.Textarea)


class RequestForm(forms.Form):
    """A seat asked for."""

    wish = forms.CharField(label=_("Why this training helps"), max_length=1000, required=False, widget=forms.Textarea)


class TrainingForm(forms.Form):
    """A training for the catalogue."""

    code = forms.CharField(label=_("Code"), max_length=40)
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=TrainingKind.choices)
    form = forms.CharField(label=_("Form, for instance bimtek or e-learning"), max_length=60, required=False)
    provider = forms.CharField(label=_("Provider"), max_length=160)
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    description = forms.CharField(label=_("What one learns"), max_length=4000, required=False, widget=forms.Textarea)
    jp_hours = forms.IntegerField(label=_("Learning hours (JP)"))
    cost = forms.IntegerField(label=_("Cost per participant (rupiah)"), required=False)
    seats = forms.IntegerField(label=_("Seats"), required=False)
    starts_on = _date(_("First day"))
    ends_on = _date(_("Last day"))
    indicators = forms.CharField(label=_("Helps with these indicator codes"), max_length=400, required=False)

    def codes(self) -> list[str]:
        """Indicator codes, separated by commas or spaces."""
        return str(self.cleaned_data.get("indicators", "")).replace(",", " ").split()

    def values(self) -> dict[str, Any]:
        """Columns of the training."""
        return {name: value for name, value in self.cleaned_data.items() if name != "indicators"}


class CatalogueForm(forms.Form):
    """Filters of the catalogue, from the address."""

    kind = forms.ChoiceField(choices=(("", _("All kinds")), *TrainingKind.choices), required=False)
    q = forms.CharField(max_length=100, required=False)


def carry_faults(form: forms.Form, details: Any) -> None:
    """Put the faults of a refusal at their fields; what has no field stands above the form."""
    for detail in details:
        field = getattr(detail, "field", None)
        form.add_error(field if field in form.fields else None, str(getattr(detail, "message", detail)))
