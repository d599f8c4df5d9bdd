"""The forms of the dialogue: shape only. What must be there and who may write is decided by the actions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appraisal.dialogue.rounds import Question
from appraisal.dialogue.targets import Target, options
from appraisal.metric_form import RefusableForm, day_field
from appraisal.models import AgendaTemplate
from appraisal.models.dialogue import LONGEST_ENTRY
from appraisal.models.feedback import LONGEST_QUESTION
from appraisal.models.meetings import LONGEST_AGENDA, LONGEST_AGREEMENT, Owner
from organization.models import Employee, Unit
from organization.selectors import find_person
from workflow.errors import FieldFault

NAMED, UNNAMED = "named", "unnamed"


class EntryForm(RefusableForm):
    """One achievement: when, what, and what it belongs to."""

    on = day_field(_("Day"))
    target = forms.ChoiceField(label=_("What it belongs to"), required=False)
    text = forms.CharField(label=_("What was achieved"), max_length=LONGEST_ENTRY, widget=forms.Textarea)

    def __init__(self, *args: Any, offered: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = options(offered)  # type: ignore[attr-defined]


class RoundForm(RefusableForm):
    """Who is asked about what until when, with or without names."""

    question = forms.CharField(
        label=_("What you would like to hear"), max_length=LONGEST_QUESTION, widget=forms.Textarea
    )
    targets = forms.MultipleChoiceField(label=_("About what"), required=False, widget=forms.CheckboxSelectMultiple)
    people = forms.MultipleChoiceField(
        label=_("Colleagues of the unit"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Others, by NIP or full name, one a line"), max_length=4000, required=False, widget=forms.Textarea
    )
    names = forms.ChoiceField(
        label=_("Names of those who answer"),
        choices=((NAMED, _("Each answer shows its giver")), (UNNAMED, _("Without names, from at least three"))),
        widget=forms.RadioSelect,
    )
    closes_on = day_field(_("Open until"))

    def __init__(self, *args: Any, offered: Sequence[Target], colleagues: Iterable[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.public_id): one for one in colleagues}
        choices: Any = self.fields
        choices["targets"].choices = [(key, label) for key, label in options(offered) if key]
        choices["people"].choices = [(key, one.full_name) for key, one in self.colleagues.items()]

    def question_asked(self) -> Question:
        """What the action takes; a name that means nobody, or more than one, is named."""
        values, faults = self.cleaned_data, list[FieldFault]()
        people = [self.colleagues[key] for key in values["people"]]
        for line in filter(None, (line.strip() for line in values["others"].splitlines())):
            person = find_person(line)
            if person is None:
                sentence = gettext("Nobody, or more than one person, was found for “%(line)s”. The NIP is certain.")
                faults.append(FieldFault("others", sentence % {"line": line[:80]}))
            elif person not in people:
                people.append(person)
        return Question(
            question=values["question"],
            targets=values["targets"],
            people=people,
            closes_on=values["closes_on"],
            unnamed=values["names"] == UNNAMED,
            faults=faults,
        )


class MeetingForm(RefusableForm):
    """When and where two people talk, and about what; a template fills the agenda where none is typed."""

    planned_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    length = forms.IntegerField(label=_("Length in minutes"), initial=60, widget=forms.TextInput)
    place = forms.CharField(label=_("Place or link"), max_length=200)
    template = forms.ChoiceField(label=_("Agenda template"), required=False)
    agenda = forms.CharField(label=_("Agenda"), max_length=LONGEST_AGENDA, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, templates: Iterable[AgendaTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {str(one.public_id): one for one in templates}
        choices: Any = self.fields
        choices["template"].choices = [("", _("None")), *((key, one.name) for key, one in self.templates.items())]
        if not self.templates:
            del self.fields["template"]

    @property
    def agenda_typed(self) -> str:
        """The agenda, else the points of the template."""
        typed: str = self.cleaned_data["agenda"]
        chosen = self.templates.get(self.cleaned_data.get("template", ""))
        return typed or (chosen.points if chosen else "")

    @property
    def moment(self) -> datetime:
        found: datetime = self.cleaned_data["planned_at"]
        return found


class AgreementForm(RefusableForm):
    """What was agreed, who does it, until when, what it belongs to."""

    text = forms.CharField(label=_("What was agreed"), max_length=LONGEST_AGREEMENT, widget=forms.Textarea)
    owner = forms.ChoiceField(label=_("Who does it"), choices=Owner.choices, widget=forms.RadioSelect)
    due_on = day_field(_("Due on"))
    target = forms.ChoiceField(label=_("What it belongs to"), required=False)

    def __init__(self, *args: Any, offered: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = options(offered)  # type: ignore[attr-defined]


class TemplateForm(RefusableForm):
    """Points of an agenda."""

    unit: Any = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), to_field_name="public_id")
    name = forms.CharField(label=_("Name"), max_length=200)
    points = forms.CharField(label=_("Points, one a line"), max_length=LONGEST_AGENDA, widget=forms.Textarea)
    in_use = forms.BooleanField(label=_("Offered when a meeting is planned"), required=False, initial=True)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
