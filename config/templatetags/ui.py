"""The one library pages load: `{% load ui %}`. The tags live in `config.ui`, by topic."""

from django.template import Library

from config.ui import actions, blocks, filters, forms, showing, tables

register = Library()

for part in (actions, blocks, filters, forms, showing, tables):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
