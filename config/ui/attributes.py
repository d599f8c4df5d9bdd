"""Extra attributes of components: `data_live="x"` becomes `data-live="x"`, escaped; code and style are refused."""

from __future__ import annotations

from typing import Any, Final

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

REFUSED: Final = "A component takes no {name!r}: code and style live in the built files."


def attribute_name(name: str) -> str:
    """The HTML name of a keyword: `aria_label` is `aria-label`; a closing underscore frees Python's own words."""
    return name.rstrip("_").replace("_", "-")


def attributes(**extra: Any) -> SafeString:
    """All keywords as HTML attributes. True is a bare attribute; False, None and "" leave it out."""
    wanted: dict[str, Any] = {}
    for name, value in extra.items():
        html_name = attribute_name(name)
        if html_name.startswith(("on", "hx-on")) or html_name == "style":
            raise ValueError(REFUSED.format(name=name))
        if value is not None and value is not False and value != "":
            wanted[html_name] = value
    return flatatt(wanted)


def classes(*names: str) -> str:
    """The given class names that are not empty, once each and in order."""
    return " ".join(dict.fromkeys(part for name in names for part in name.split()))
