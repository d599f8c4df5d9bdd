"""The form in which a delegation is drafted. Rules are in ``actions.delegations``."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organization import nip
from organization.forms import ActionForm
from organization.models import Duty, Employee

NOT_LISTED = ""


class DelegationForm(ActionForm):
    """Whom, in what, from when until when, by which letter. Somebody who is not proposed is named by NIP."""

    delegate = forms.ChoiceField(label=gettext_lazy("Delegate"), required=False)
    other = forms.CharField(label=gettext_lazy("NIP of another official"), max_length=30, required=False)
    duties = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"), choices=Duty.choices, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(label=gettext_lazy("First day"))
    valid_to = forms.DateField(label=gettext_lazy("Last day"))
    letter_number = forms.CharField(label=gettext_lazy("Letter number"), max_length=120)
    letter_date = forms.DateField(label=gettext_lazy("Date of the letter"))
    cause = forms.CharField(label=gettext_lazy("Cause of the absence"), max_length=300)

    def __init__(self, *args: Any, proposed: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.public_id), _described(one)) for one in proposed]
        self.fields["delegate"].choices = [(NOT_LISTED, _("Not in this list")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One delegate: the NIP where it is given, else the choice."""
        found = super().clean() or {}
        number = nip.clean(found.pop("other", "") or "")
        chosen = found.get("delegate", "")
        if number:
            person = Employee.objects.filter(nip=number, active=True).values_list("public_id", flat=True).first()
            if person is None:
                self.add_error("other", _("Nobody you may name has this NIP."))
            found["delegate"] = person
        elif chosen:
            found["delegate"] = UUID(chosen)
        else:
            self.add_error("delegate", _("Choose the delegate, or write the NIP below."))
        return found


def _described(person: Employee) -> str:
    post = person.post.title if person.post else person.unit.name
    return f"{person.full_name}, {post}"
