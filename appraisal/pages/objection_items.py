"""The contested items as strips: what was rated, what is claimed and shown, what is answered, what is ruled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.forms import field_name
from appraisal.models import EvaluationItem, Evidence, Objection, ObjectionEvidence, ObjectionItem
from appraisal.models.objections import Ruling
from appraisal.pages.items import IMAGES, LARGEST_THUMBNAIL, FileView, Typed, files_of
from appraisal.policies import ANSWERS, REVIEW, RULINGS, SELF
from appraisal.rules import HIGHEST, RuleContent

Options = tuple[tuple[str, str], ...]
Columns = Mapping[str, Any]


def verdict_of(ruling: str, rating: int | None) -> str:
    """A ruling and its rating as the one choice the page offers: `uphold`, `grant-3`, or nothing."""
    if ruling == Ruling.GRANT:
        return f"{ruling}-{rating}" if rating else ""
    return ruling


def ruling_of(verdict: str) -> dict[str, str]:
    """The choice of the page as the columns that are stored; whether it is lawful the action says."""
    ruling, _dash, rating = verdict.partition("-")
    return {"ruling": ruling, "ruling_rating": rating}


@dataclass(frozen=True, slots=True)
class Strip:
    """One contested item. `key` names its fields in the page; `typed` is what was posted and not stored."""

    row: ObjectionItem
    item: EvaluationItem
    number: int
    rated: str
    wished: str
    own_files: tuple[FileView, ...]
    files: tuple[FileView, ...]
    own_level: str
    comment: str
    answer: str
    ruled: str
    reason: str
    granted: bool
    wish_options: Options
    verdict_options: Options
    key: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The id of the strip in the page."""
        return f"item-{self.item.public_id}"

    @property
    def names(self) -> dict[str, str]:
        """The names of the fields of this strip by their short ones."""
        short = ("claim", "wished_rating", "files", "answer", "verdict", "ruling_reason")
        return {one: field_name(self.key, one) for one in short}

    def value(self, name: str, stored: Any) -> Any:
        """What stands in a field: the posted text where it was refused, else the stored one."""
        return self.typed.get(name, "" if stored is None else stored)

    @property
    def wish_choices(self) -> Options:
        """The wishes, with the possibility to leave it open."""
        return (("", _("I leave it open")), *self.wish_options)

    @property
    def claim_value(self) -> Any:
        return self.value("claim", self.row.claim)

    @property
    def wish_value(self) -> Any:
        return self.value("wished_rating", self.row.wished_rating)

    @property
    def answer_value(self) -> Any:
        return self.value("answer", self.row.answer)

    @property
    def verdict_value(self) -> Any:
        return self.value("verdict", verdict_of(self.row.ruling, self.row.ruling_rating))

    @property
    def reason_value(self) -> Any:
        return self.value("ruling_reason", self.row.ruling_reason)


@dataclass(frozen=True, slots=True)
class Choosable:
    """An item that is not contested yet."""

    item: EvaluationItem
    number: int
    rated: str
    comment: str
    url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader may see, and what was typed and refused."""

    fields: frozenset[str]
    form_fields: frozenset[str]
    writing: str
    typed: Typed = field(default_factory=dict)
    errors: Typed = field(default_factory=dict)


class File(NamedTuple):
    """What the lists show of a stored file of either side."""

    public_id: UUID
    name: str
    size: int
    media_type: str


Files = Mapping[tuple[str, int], Sequence[File]]


def read_contested(objection: Objection) -> None:
    """Read the contested items once for the page, its guards and its preview; with their `number` on the form."""
    same = EvaluationItem.objects.filter(evaluation=OuterRef("item__evaluation")).order_by()
    place = OuterRef("item__position")
    before = Q(position__lt=place) | Q(position=place, pk__lt=OuterRef("item"))
    counted = same.filter(before).values("evaluation").annotate(count=Count("pk")).values("count")
    rows = ObjectionItem.objects.select_related("item").annotate(number=Coalesce(Subquery(counted), 0) + 1)
    prefetch_related_objects([objection], Prefetch("items", rows))


def files_of_both(rows: Sequence[ObjectionItem]) -> Files:
    """The files put to the contested items and those of the form behind them, by side and key; one query."""
    columns = ("side", "item_id", "pk", "public_id", "name", "size", "media_type")
    claimed = ObjectionEvidence.objects.filter(item__in=[row.pk for row in rows]).annotate(side=Value("claim"))
    filled = Evidence.objects.filter(item__in=[row.item_id for row in rows]).annotate(side=Value("form"))
    sides = [rows.filter(removed_at__isnull=True).order_by().values_list(*columns) for rows in (claimed, filled)]
    found: dict[tuple[str, int], list[File]] = {}
    for side, item, _pk, *file in sorted(sides[0].union(sides[1], all=True), key=lambda line: line[2]):
        found.setdefault((side, item), []).append(File(*file))
    return found


def strips_of(objection: Objection, reading: Reading) -> tuple[Strip, ...]:
    """The contested items in the order of the form; one query for their files, whatever their number."""
    rows, rules = objection.contested_items, objection.evaluation.rules
    files = files_of_both(rows) if rows else {}
    return tuple(strip_of(row, files, rules, reading) for row in rows)


def strip_of(row: Any, files: Files, rules: RuleContent, reading: Reading) -> Strip:
    """One strip; what the reader may not see stays empty here, so that no template can show it."""
    language, item = get_language(), row.item
    key = str(item.public_id if reading.writing == "claims" else row.public_id)
    sees_form, sees_ruling = SELF in reading.form_fields, RULINGS in reading.fields
    return Strip(
        row=row,
        item=item,
        number=row.number,
        rated=rules.level_label(row.rating, language),
        wished=rules.level_label(row.wished_rating, language),
        own_files=files_of(files.get(("form", item.pk), ()), removable=False) if sees_form else (),
        files=dispute_files(files.get(("claim", row.pk), ()), removable=reading.writing == "claims"),
        own_level=rules.level_label(item.self_rating, language) if sees_form else "",
        comment=item.assessor_comment if REVIEW in reading.form_fields else "",
        answer=row.answer if ANSWERS in reading.fields else "",
        ruled=ruled_words(row, rules) if sees_ruling else "",
        reason=row.ruling_reason if sees_ruling else "",
        granted=sees_ruling and row.ruling == Ruling.GRANT,
        wish_options=wishes_of(row.rating, rules),
        verdict_options=verdicts_of(row.rating, rules),
        key=key,
        typed=reading.typed.get(key, {}),
        errors=reading.errors.get(key, {}),
    )


def ruled_words(row: ObjectionItem, rules: RuleContent) -> str:
    """The ruling as a sentence; empty while there is none."""
    options = dict(verdicts_of(row.rating, rules))
    return options.get(verdict_of(row.ruling, row.ruling_rating), "")


def wishes_of(rating: int, rules: RuleContent) -> Options:
    """The levels above the rating."""
    language = get_language()
    return tuple((str(level), rules.level_label(level, language)) for level in range(rating + 1, HIGHEST + 1))


def verdicts_of(rating: int, rules: RuleContent) -> Options:
    """What may be ruled: the rating stands, or it becomes one of the higher ones."""
    stands = _("The rating stands: %(level)s") % {"level": rules.level_label(rating, get_language())}
    raised = (
        (f"grant-{level}", _("Raised to: %(level)s") % {"level": words}) for level, words in wishes_of(rating, rules)
    )
    return (("uphold", stands), *raised)


def dispute_files(files: Any, *, removable: bool) -> tuple[FileView, ...]:
    """The files of a contested item as the list shows them."""
    found = []
    for file in files:
        url = reverse("appraisal:objection-evidence", args=[file.public_id])
        small_picture = file.media_type in IMAGES and file.size <= LARGEST_THUMBNAIL
        remove_url = reverse("appraisal:objection-evidence-remove", args=[file.public_id]) if removable else ""
        thumbnail = url if small_picture else ""
        found.append(FileView(file.name, url, file.size, file.media_type, thumbnail, remove_url))
    return tuple(found)


def choosable_of(objection: Objection) -> tuple[Choosable, ...]:
    """The items that can still be contested: those whose rating could be higher; one query."""
    items, contested = objection.evaluation.items.all(), {row.item_id for row in objection.contested_items}
    rules, language = objection.evaluation.rules, get_language()
    ratings = frozen_ratings(objection.evaluation.result)
    found = []
    for number, item in enumerate(items, 1):
        rating = ratings.get(item.code, HIGHEST)
        if item.pk in contested or rating >= HIGHEST:
            continue
        url = reverse("appraisal:objection-claim", args=[objection.public_id, item.public_id])
        found.append(Choosable(item, number, rules.level_label(rating, language), item.assessor_comment, url))
    return tuple(found)


def frozen_ratings(result: Any) -> dict[str, int]:
    """The ratings of a result by code of the item."""
    sections = (result or {}).get("sections", [])
    return {one["code"]: int(one["rating"]) for section in sections for one in section["items"]}
