"""Shapes of what HR types on the page of a plan template. Rules of templates stand in ``template_rules.py``."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import MonthsField
from cases.models import PlanTemplate
from cases.models.plan import ItemKind, ItemOwner
from cases.template_rules import MOST_LINES, TemplateContent

KINDS = [(kind.value, kind.label) for kind in ItemKind if kind != ItemKind.TRAINING]


class TemplateForm(forms.Form):
    """What stands above the lines."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unit = forms.ChoiceField(label=_("For the people of"))
    name = forms.CharField(label=_("Name of the template"), max_length=120)
    codes = forms.CharField(label=_("For these indicator codes"), max_length=1000, required=False)
    goal = forms.CharField(label=_("Goal in one sentence"), max_length=2000, widget=forms.Textarea, required=False)
    days = forms.IntegerField(label=_("Days until the goal should be reached"))
    sessions = forms.IntegerField(label=_("Coaching sessions, at least"))
    every_days = forms.IntegerField(label=_("A session every so many days"))
    stages = MonthsField(label=_("Stages end after these months"), required=False)
    offer_training = forms.BooleanField(
        label=_("Propose the next training of the catalogue that helps with a weak item"), required=False
    )
    in_use = forms.BooleanField(label=_("In use for new cases"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if new:
            self.fields["unit"].choices = units  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

    @staticmethod
    def of(template: PlanTemplate | None) -> dict[str, Any]:
        """The stored values; the usual ones for a new template."""
        if template is None:
            return {**TemplateContent(lines=()).as_data(), "in_use": True}
        codes = ", ".join(template.indicator_codes)
        head = {"edition": template.edition, "name": template.name, "codes": codes, "in_use": template.in_use}
        return {**template.content, **head}

    def values(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """What the actions take."""
        found = self.cleaned_data
        names = ("goal", "days", "sessions", "every_days", "stages", "offer_training")
        content = {**{name: found[name] for name in names}, "lines": lines}
        codes = found["codes"].replace(",", " ").split()
        return {"name": found["name"], "codes": codes, "content": content, "in_use": found["in_use"]}


class LineForm(forms.Form):
    """One line; a line without a title is left out."""

    title = forms.CharField(label=_("What is to be done"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    owner = forms.ChoiceField(label=_("Who does it"), choices=ItemOwner.choices)
    after_days = forms.IntegerField(label=_("Days after the opening"), required=False)
    required = forms.BooleanField(label=_("Needed to close the case"), required=False)
    each = forms.BooleanField(label=_("Once for each weak item"), required=False)
    measure = forms.CharField(label=_("How it is measured"), max_length=200, required=False)
    baseline = forms.CharField(label=_("Where it stands now"), max_length=80, required=False)
    target = forms.CharField(label=_("Where it should be"), max_length=80, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        # A line that equals the stored one is still a line of the new edition.
        super().__init__(*args, **{**more, "empty_permitted": False})


class LineForms(forms.formset_factory(LineForm, extra=2, max_num=MOST_LINES, absolute_max=MOST_LINES + 2)):  # type: ignore[misc]
    """The lines of a template, and two empty ones."""

    @staticmethod
    def of(template: PlanTemplate | None) -> list[dict[str, Any]]:
        """The stored lines."""
        return list(template.content["lines"]) if template else []

    def contents(self) -> list[dict[str, Any]]:
        """The lines with a title, as the rules read them."""
        return [dict(form.cleaned_data) for form in self._written()]

    def _written(self) -> list[LineForm]:
        return [form for form in self.forms if str(form.cleaned_data.get("title", "")).strip()]

    def carry(self, path: str, message: str) -> bool:
        """Put a fault of `lines.2.title` at its field; False where it speaks of something else."""
        parts = path.split(".")
        if len(parts) != 3 or parts[0] != "lines":
            return False
        form = self._written()[int(parts[1])]
        form.add_error(parts[2] if parts[2] in form.fields else None, message)
        return True
