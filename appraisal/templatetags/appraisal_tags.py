"""`{{ view|field:"rating" }}`: the name of an item's field in a form."""

from django.template import Library

from appraisal.forms import field_name
from appraisal.pages.items import ItemView

register = Library()


@register.filter
def field(view: ItemView, name: str) -> str:
    """The name under which a field of an item is posted."""
    return field_name(view.item.public_id, name)
