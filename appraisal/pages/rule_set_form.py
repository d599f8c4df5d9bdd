"""The form of a draft, one page per part: its fields with what is stored, its faults, and two texts in conflict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from appraisal.editions import fields as editing
from appraisal.editions import places, words
from appraisal.editions.fields import Field, Group
from appraisal.editions.parts import BUILDERS
from appraisal.models import RuleSet
from appraisal.selectors import rule_faults

Posted = MultiValueDict[str, str]
NOT_FIELDS = frozenset({"csrfmiddlewaretoken", "revision", "do", "changed", "act"})


@dataclass(frozen=True, slots=True)
class Tab:
    """One part in the navigation of the form; ``count`` says how many faults wait there."""

    label: str
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class FormPage:
    """One part of a draft."""

    rule_set: RuleSet
    part: str
    label: str
    url: str
    tabs: Sequence[Tab]
    groups: Sequence[Group]
    summary: Sequence[tuple[str, str]]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that was saved elsewhere in the meantime."""

    field: Field
    mine: Any
    theirs: Any

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """Both as choices in words, where the field is no text."""
        if self.field.kind in ("flag", "member"):
            return tuple(("on" if value else "", words.yes_or_no(value)) for value in (self.mine, self.theirs))
        if self.field.kind not in ("choice", "radios", "answer"):
            return ()
        labels = dict(self.field.options)
        return tuple((value, str(labels.get(value, value or "–"))) for value in (self.mine, self.theirs))


def groups_of(content: Mapping[str, Any], part: str) -> list[Group]:
    """The groups of a part, each field with what is stored."""
    return [_filled(group, content) for group in BUILDERS[part](content)]


def _filled(group: Group, content: Mapping[str, Any]) -> Group:
    def filled(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(replace(one, value=editing.stored(content, one)) for one in fields)

    rows = tuple(replace(row, fields=filled(row.fields), more=filled(row.more)) for row in group.rows)
    return replace(group, rows=rows)


def form_page(rule_set: RuleSet, part: str) -> FormPage:
    """A part of the draft as it is stored."""
    faults = rule_faults(rule_set)
    counts = places.counts(faults)
    own = [fault for fault in faults if places.part_of(fault) == part]
    groups, summary = places.placed(groups_of(rule_set.content, part), rule_set.content, own)
    tabs = [
        Tab(str(label), address(rule_set, name), name == part, counts.get(name)) for name, label in words.TABS.items()
    ]
    return FormPage(
        rule_set=rule_set,
        part=part,
        label=str(words.PARTS[part]),
        url=address(rule_set, part),
        tabs=tabs,
        groups=groups,
        summary=summary,
        elsewhere=len(faults) - len(own),
    )


def address(rule_set: RuleSet, part: str) -> str:
    """The page of a part."""
    return reverse("appraisal:rule-set-part", args=[rule_set.public_id, part])


def typed_content(rule_set: RuleSet, part: str, data: Posted) -> Mapping[str, Any]:
    """The draft with what was typed into one of its parts."""
    return editing.applied(rule_set.content, editing.fields_of(groups_of(rule_set.content, part)), data)


def clashes_of(rule_set: RuleSet, part: str, data: Posted) -> list[Clash]:
    """The fields of a post that say something else than what is stored now."""
    return list(_differing(rule_set.content, groups_of(rule_set.content, part), data))


def _differing(content: Mapping[str, Any], groups: Sequence[Group], data: Posted) -> Iterator[Clash]:
    for group in groups:
        for row in group.rows:
            for one in row.all_fields:
                if editing.is_posted(data, one) and editing.posted(data, one) != one.value:
                    label = ": ".join(dict.fromkeys(filter(None, (row.title or group.title, one.label))))
                    yield Clash(replace(one, label=label), editing.posted(data, one), one.value)


def strays_of(rule_set: RuleSet, part: str, data: Posted) -> list[str]:
    """What was typed into rows that are not there any more, so that it can be copied."""
    known = {one.name for one in editing.fields_of(groups_of(rule_set.content, part))} | NOT_FIELDS
    lost = (name for name in data if name not in known and not name.startswith("new."))
    return [_("%(place)s: %(text)s") % {"place": name, "text": data.get(name)} for name in lost if data.get(name)]


def theirs_for_script(clash: Clash) -> str | list[str]:
    """The stored value as the page's script compares it."""
    if isinstance(clash.theirs, bool):
        return ["on"] if clash.theirs else []
    return list(clash.theirs) if isinstance(clash.theirs, list) else str(clash.theirs)
