"""Block tags: parts that hold other parts."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from config.ui.attributes import attributes
from config.ui.tables import PLACES, address_query

register = Library()


def _block(template: str, content: str, keywords: dict[str, Any], *own: str, **given: Any) -> SafeString:
    """Render a block's template; names in `own` are its parameters, the rest become attributes."""
    context = {name: keywords.pop(name, "") for name in own}
    return render_to_string(
        f"components/{template}.html", context | given | {"content": content, "attributes": attributes(**keywords)}
    )


@register.simple_block_tag
def notice(content: str, **keywords: Any) -> SafeString:
    """Something the person should know now; tones info, attention, good, bad."""
    keywords.setdefault("tone", "info")
    return _block("notice", content, keywords, "tone", "title", "role")


@register.simple_block_tag
def panel(content: str, **keywords: Any) -> SafeString:
    """A section with its heading."""
    keywords.setdefault("level", 2)
    heading_id = f"{keywords.get('id') or slugify(keywords.get('title', ''))}-title"
    return _block("panel", content, keywords, "title", "level", "lead", heading_id=heading_id)


@register.simple_block_tag
def card(content: str, **keywords: Any) -> SafeString:
    """One thing among several of its kind."""
    keywords.setdefault("level", 3)
    return _block("card", content, keywords, "title", "url", "meta", "level", "tone")


@register.simple_block_tag
def unfold(content: str, summary: str, **keywords: Any) -> SafeString:
    """Detail on tap, without script."""
    return _block("unfold", content, keywords, "open", "quiet", summary=summary)


@register.simple_block_tag
def empty_state(content: str, **keywords: Any) -> SafeString:
    """Nothing here yet: what will come and when."""
    keywords.setdefault("level", 2)
    return _block("empty_state", content, keywords, "title", "icon", "level")


@register.simple_block_tag
def sticky_bar(content: str, **keywords: Any) -> SafeString:
    """The bar at the lower edge with the one primary act and the saved state."""
    return _block("sticky_bar", content, keywords, "label")


@register.simple_block_tag
def tabs(content: str, **keywords: Any) -> SafeString:
    """The page's own navigation."""
    return _block("tabs", content, keywords, "label")


@register.simple_block_tag
def data_table(content: str, **keywords: Any) -> SafeString:
    """A table that scrolls inside itself, its head staying."""
    return _block("data_table", content, keywords, "caption", "dense", "bulk", "hide_caption", "stacked")


@register.simple_block_tag
def dialog(content: str, **keywords: Any) -> SafeString:
    """A dialog opened by `data-opens`; the link that opens it leads to a page that asks the same."""
    return _block("dialog", content, keywords, "id", "title")


@register.simple_block_tag(takes_context=True)
def bulk_bar(context: Context, content: str, **keywords: Any) -> SafeString:
    """Acts on the selected rows; hidden by script while none is selected."""
    return _block("bulk_bar", content, keywords, "id", "action", csrf_token=context.get("csrf_token"))


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, **keywords: Any) -> SafeString:
    """Filters that live in the address. The order of the list is kept; clearing is offered where one is set."""
    query = address_query(context)
    filtered = any(value for name, value in query.items() if name not in {"sort", "view", *PLACES})
    given = {"sort": query.get("sort", ""), "filtered": filtered}
    return _block("filter_bar", content, keywords, "action", "clear", "count", **given)
