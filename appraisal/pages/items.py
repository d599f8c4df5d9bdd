"""The items of a form as cards: what the employee says, what the assessor says, files, reasons of a return."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language

from appraisal.dialogue.beside import Beside
from appraisal.models import Evaluation, EvaluationItem, Evidence
from appraisal.pages.facts import FactsView, facts_of
from appraisal.rules import RuleContent, Section, Words

IMAGES = ("image/jpeg", "image/png", "image/webp")
LARGEST_THUMBNAIL = 400_000


@dataclass(frozen=True, slots=True)
class FileView:
    """One evidence file, as `file_list` wants it."""

    name: str
    url: str
    size: int
    media_type: str
    thumbnail_url: str = ""
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One text before the return and now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item. `typed` holds what was just posted and not stored: it wins in the form's fields."""

    item: EvaluationItem
    number: int
    label: str
    target: str
    guide: tuple[str, ...]
    by_assessor: bool
    self_level: str
    assessor_level: str
    facts: FactsView | None = None
    beside: Beside | None = None
    files: tuple[FileView, ...] = ()
    changes: tuple[Change, ...] = ()
    rating_before: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The id of the card in the page."""
        return f"item-{self.item.public_id}"

    @property
    def is_changed(self) -> bool:
        """Whether the employee changed it since it was returned."""
        return bool(self.changes or self.rating_before)

    def value(self, name: str, stored: Any) -> Any:
        """What stands in a field: the posted text where it was refused, else the stored one."""
        return self.typed.get(name, "" if stored is None else stored)

    @property
    def story_open(self) -> bool:
        """Whether the story stands open: something is there, or something is wrong there."""
        return bool(self.story or "story" in self.errors)

    @property
    def realisation(self) -> Any:
        return self.value("realisation", self.item.self_realisation)

    @property
    def own_rating(self) -> Any:
        return self.value("rating", self.item.self_rating)

    @property
    def story(self) -> Any:
        return self.value("story", self.item.self_story)

    @property
    def rating(self) -> Any:
        return self.value("assessor_rating", self.item.assessor_rating)

    @property
    def comment(self) -> Any:
        return self.value("comment", self.item.assessor_comment)

    @property
    def note(self) -> Any:
        return self.value("note", "")


@dataclass(frozen=True, slots=True)
class SectionView:
    """A group of items under one heading."""

    section: Section
    label: str
    views: tuple[ItemView, ...]


Typed = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Showing:
    """What of the items this page shows, and what was typed and refused, by public id of the item."""

    own_part: bool = True
    assessor_part: bool = False
    removable: bool = False
    notices: bool = False
    beside: Mapping[str, Beside] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    errors: Typed = field(default_factory=dict)


def sections_of(evaluation: Evaluation, showing: Showing) -> tuple[SectionView, ...]:
    """The items by section in the order of the rules; two queries whatever their number."""
    rules, language = evaluation.rules, get_language()
    rows = list(items_with_files(evaluation) if showing.own_part else evaluation.items.all())
    by_section: dict[str, list[ItemView]] = {}
    for number, item in enumerate(rows, 1):
        by_section.setdefault(item.section, []).append(view_of(item, rules, showing, number=number))
    found = [section for section in rules.sections if section.code in by_section]
    return tuple(SectionView(one, one.label.pick(language), tuple(by_section[one.code])) for one in found)


def items_with_files(evaluation: Evaluation) -> Any:
    """The items with their present files."""
    files = Evidence.objects.filter(removed_at__isnull=True).order_by("pk")
    return evaluation.items.select_related("facts").prefetch_related(
        Prefetch("evidence", queryset=files, to_attr="present_files")
    )


def view_of(item: EvaluationItem, rules: RuleContent, showing: Showing, *, number: int) -> ItemView:
    """One item as a card."""
    language, key = get_language(), str(item.public_id)
    indicator = {one.code: one for one in rules.indicators}.get(item.code)
    changes = changes_of(item) if showing.own_part and showing.assessor_part else ()
    return ItemView(
        item=item,
        number=number,
        label=item.label,
        target=item.target or (indicator.target.pick(language) if indicator else ""),
        guide=in_words(indicator.guide, language) if indicator else (),
        by_assessor=indicator is not None and indicator.source == "assessor",
        self_level=rules.level_label(item.self_rating, language) if showing.own_part else "",
        assessor_level=rules.level_label(item.assessor_rating, language) if showing.assessor_part else "",
        facts=facts_of(item, rules, with_notice=showing.notices) if showing.own_part else None,
        beside=showing.beside.get(item.code),
        files=files_of(getattr(item, "present_files", ()), removable=showing.removable),
        changes=changes,
        rating_before=rating_before(item, rules) if showing.own_part and showing.assessor_part else "",
        typed=showing.typed.get(key, {}),
        errors=showing.errors.get(key, {}),
    )


def in_words(lines: Iterable[Words], language: str | None) -> tuple[str, ...]:
    """Lines of conduct in one language."""
    return tuple(line.pick(language) for line in lines)


def files_of(files: Collection[Any], *, removable: bool) -> tuple[FileView, ...]:
    """Files as the list shows them; small pictures are their own thumbnail."""
    found = []
    for file in files:
        url = reverse("appraisal:evidence", args=[file.public_id])
        small_picture = file.media_type in IMAGES and file.size <= LARGEST_THUMBNAIL
        found.append(
            FileView(
                name=file.name,
                url=url,
                size=file.size,
                media_type=file.media_type,
                thumbnail_url=url if small_picture else "",
                remove_url=reverse("appraisal:evidence-remove", args=[file.public_id]) if removable else "",
            )
        )
    return tuple(found)


def changes_of(item: EvaluationItem) -> tuple[Change, ...]:
    """What the employee changed since the return; nothing where it was never returned."""
    before = item.before_return
    if not before:
        return ()
    pairs = (
        Change("realisation", str(before.get("realisation") or ""), item.self_realisation),
        Change("story", str(before.get("story") or ""), item.self_story),
    )
    return tuple(pair for pair in pairs if pair.before != pair.now)


def rating_before(item: EvaluationItem, rules: RuleContent) -> str:
    """The employee's earlier rating in words, where it changed since the return."""
    before = item.before_return or {}
    earlier = before.get("rating")
    if not before or earlier == item.self_rating:
        return ""
    return rules.level_label(earlier, get_language()) or "–"


def levels_of(rules: RuleContent) -> tuple[tuple[int, str], ...]:
    """The levels of the scale for `rating`."""
    return tuple((number, words.pick(get_language())) for number, words in enumerate(rules.levels, 1))
