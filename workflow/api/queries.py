"""Query parameters of lists: declared, typed, and refused when unknown."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from workflow.api.pagination import DEFAULT_LIMIT, MAXIMUM_LIMIT
from workflow.api.serializers import StrictSerializer

PAGE_NAMES = frozenset({"limit", "cursor"})


class ListQuery(StrictSerializer):
    """Parameters of every list. A resource adds its filters; `source` of a filter is a lookup of the queryset.

    A filter named in the address narrows the list by `source` (default: its own name): `unit =
    UUIDField(source="unit__public_id")`, `state = ListField(child=ChoiceField(…), source="state__in")`.
    """

    limit = serializers.IntegerField(
        min_value=1, max_value=MAXIMUM_LIMIT, default=DEFAULT_LIMIT, help_text=_("Rows per page.")
    )
    cursor = serializers.CharField(
        max_length=500, default="", allow_blank=True, help_text=_("Where to go on; taken from next.")
    )

    def lookups(self) -> dict[str, Any]:
        """The filters given, as lookups; what was not given does not narrow."""
        # An absent checkbox of a form means "no"; an absent filter of an address means nothing.
        given = {field.source for name, field in self.fields.items() if name in self.initial_data}
        rows = self.validated_data.items()
        return {name: value for name, value in rows if name in given and name not in PAGE_NAMES}


def states_filter(states: Any) -> serializers.ListField:
    """A filter on one or more states: `?state=draft&state=final`."""
    child = serializers.ChoiceField(choices=states.choices)
    return serializers.ListField(child=child, source="state__in", required=False, allow_empty=False, max_length=20)
