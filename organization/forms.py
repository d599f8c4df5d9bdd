"""Shapes of what people type on the pages. Rules are in ``actions``; a refusal comes back to its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.models import GRANTABLE_ROLES, Capacity, Duty, UnitKind
from workflow.errors import DomainError, FieldFault


class ActionForm(forms.Form):
    """A form whose refusals come from an action. Its fields have ids of their own: a page holds several forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)

    def refuse(self, refused: DomainError) -> None:
        """Show a refusal: at its fields where it names them, else above the form."""
        named = [detail for detail in refused.details if isinstance(detail, FieldFault)]
        for fault in named:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        if not named:
            details = " ".join(str(detail) for detail in refused.details)
            self.add_error(None, f"{refused} {details}".strip())


class SignInForm(forms.Form):
    username = forms.CharField(label=_("NIP or user name"), max_length=80)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput)


class PasswordForm(ActionForm):
    current = forms.CharField(
        label=_("Current password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("This differs from the new password."))
        return found


class TokenForm(ActionForm):
    name = forms.CharField(label=_("Name of the token"), max_length=80)


class GrantForm(ActionForm):
    person = forms.CharField(label=_("NIP or user name of the person"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GRANTABLE_ROLES])
    unit = forms.CharField(label=_("Code of the unit"), max_length=40)
    basis = forms.CharField(label=_("Basis"), max_length=300)
    valid_from = forms.DateField(label=_("First day"), required=False)
    valid_to = forms.DateField(label=_("Last day"), required=False)


class AssessorForm(ActionForm):
    assessor = forms.CharField(label=_("NIP of the assessor"), max_length=30)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea)
    valid_from = forms.DateField(label=_("First day"), required=False)
    valid_to = forms.DateField(label=_("Last day"), required=False)


class AppointmentForm(ActionForm):
    unit = forms.CharField(label=_("Code of the unit"), max_length=40)
    title = forms.CharField(label=_("Post"), max_length=200)
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices)
    valid_from = forms.DateField(label=_("First day"))
    valid_to = forms.DateField(label=_("Last day"), required=False)
    letter_number = forms.CharField(label=_("Letter number"), max_length=120, required=False)
    letter_date = forms.DateField(label=_("Date of the letter"), required=False)
    powers = forms.MultipleChoiceField(
        label=_("Powers by the letter"),
        choices=Duty.choices,
        initial=Duty.values,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class UploadForm(ActionForm):
    """A file to import; its label is the kind's."""

    file = forms.FileField()


class RenameForm(ActionForm):
    name = forms.CharField(label=_("Name of the unit"), max_length=200)


class MoveForm(ActionForm):
    parent = forms.CharField(label=_("Code of the unit above"), max_length=40)


class NewUnitForm(ActionForm):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
