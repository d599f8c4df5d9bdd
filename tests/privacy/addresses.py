"""Every address of the product, filled with the objects of a world: enumerated from the resolver, so none is forgotten.

A new address takes part by itself: below a known prefix with the object named there, else with one of every kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

PLACE = re.compile(r"%\((\w+)\)s")


def templates() -> list[str]:
    """Each address once, its variable parts as `%(name)s`."""
    return sorted({text for text, _names in _walk(get_resolver().url_patterns, "")})


def _walk(patterns: Iterable[Any], prefix: str) -> Iterator[tuple[str, list[str]]]:
    for one in patterns:
        own = one.pattern.regex.pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(one, URLPattern):
            yield from normalize(prefix + own)
        else:
            yield from _walk(one.url_patterns, prefix + own)


def prefixes(template: str) -> list[str]:
    """What stands before each variable part, earlier ones written `*`."""
    return [PLACE.sub("*", template[: found.start()]) for found in PLACE.finditer(template)]


def filled(template: str, table: Mapping[str, Any]) -> list[str]:
    """The address with the value of each prefix; one the table does not know is tried with all of `others()`."""
    choices = [[str(table[prefix])] if prefix in table else others() for prefix in prefixes(template)]
    return ["/" + _with(template, values) for values in product(*choices)]


def _with(template: str, values: tuple[str, ...]) -> str:
    rest = iter(values)
    return PLACE.sub(lambda _found: next(rest), template).lstrip("/")


def others() -> list[str]:
    """The newest object of every kind that has an address of its own."""
    kinds = [model for model in apps.get_models() if any(one.name == "public_id" for one in model._meta.fields)]
    newest = [model.objects.order_by("-pk").values_list("public_id", flat=True).first() for model in kinds]
    return [str(identity) for identity in newest if identity is not None]
