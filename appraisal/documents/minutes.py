"""The minutes of a calibration room: who sat there, the distribution before and after, every move with its reason.

Made once per sealing, so that minutes sealed anew are a further version and the former one stays.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appraisal.calibration.policies import SHOWN, CalibrationRoomPolicy
from appraisal.documents.letter import letterhead_of
from appraisal.models import CalibrationMove, CalibrationRoom
from appraisal.rules import RuleContent
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.wording import common, day_text, moment_text
from workflow.policies import policy_for

KIND = "appraisal.calibration_minutes"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the minutes say, in the language of the document; nothing where they are open again."""
    room, document = draft.subject, draft.document
    if room.state not in SHOWN or room.sealed_at is None:
        return None
    zone = room.cycle.zone
    place_date = _("%(place)s, %(day)s") % {"place": settings.OFFICE_PLACE, "day": day_text(room.sealed_at, zone)}
    return {
        **common(document, title=_("Minutes of a calibration of performance results"), zone=zone),
        "head": letterhead_of(room.unit),
        "rows": _frame_of(room, zone),
        "seats": {"title": _("Present"), "lines": _seats_of(room)},
        "spread": _spread_of(room),
        "moves": {
            "title": _("Moves"),
            "none": _("Nobody was moved: the proposed results stand."),
            "items": _moves_of(room, zone),
        },
        "conclusion": {"title": _("What the meeting agreed"), "text": room.conclusion},
        "signature": {
            "place_date": place_date,
            "capacity": "",
            "post": room.moderator_post or _("Moderator"),
            "electronic": _("Sealed in the system with the moderator's own account; valid without a wet signature."),
            "name": room.moderator_name,
            "nip": (room.moderator.nip or "") if room.moderator else "",
        },
    }


def _frame_of(room: CalibrationRoom, zone: str) -> list[tuple[str, str]]:
    return [
        (_("Cycle"), room.cycle.name),
        (_("Unit"), room.unit.name),
        (_("Opened"), moment_text(room.opened_at, zone)),
        (_("Sealed"), moment_text(room.sealed_at, zone)),
    ]


def _seats_of(room: CalibrationRoom) -> list[str]:
    moderator = ", ".join(part for part in (room.moderator_name, room.moderator_post) if part)
    lines = [_("%(who)s (moderator)") % {"who": moderator}]
    return lines + [", ".join(part for part in (seat.name, seat.post) if part) for seat in room.seats.all()]


def _label(rules: RuleContent, code: str) -> str:
    return rules.predicate(code).label.pick(get_language())


def _spread_of(room: CalibrationRoom) -> dict[str, Any]:
    entries = list(room.entries.exclude(state="withdrawn").values_list("predicate_before", "predicate"))
    before, after = Counter(first for first, _last in entries), Counter(last for _first, last in entries)
    codes = [one.code for one in reversed(room.cycle.rules.predicates)]
    return {
        "title": _("Distribution"),
        "heads": [_("Predicate"), _("Proposed"), _("After the calibration")],
        "rows": [[_label(room.cycle.rules, code), str(before[code]), str(after[code])] for code in codes],
    }


def _moves_of(room: CalibrationRoom, zone: str) -> list[dict[str, Any]]:
    rows = CalibrationMove.objects.filter(entry__room=room).exclude(entry__state="withdrawn").select_related("entry")
    return [_move_of(one, room.cycle.rules, zone) for one in rows.order_by("moved_at", "pk")]


def _move_of(one: CalibrationMove, rules: RuleContent, zone: str) -> dict[str, Any]:
    language = get_language()

    def place(predicate: str, results: int, behaviour: int) -> str:
        return _("%(predicate)s (results: %(results)s; behaviour: %(behaviour)s)") % {
            "predicate": _label(rules, predicate),
            "results": rules.level_label(results, language),
            "behaviour": rules.level_label(behaviour, language),
        }

    return {
        "title": f"{one.entry.employee_name}, {one.entry.unit_name}",
        "rows": [
            (_("From"), place(one.predicate_from, one.results_from, one.behaviour_from)),
            (_("Became"), place(one.predicate_to, one.results_to, one.behaviour_to)),
            (_("Reason"), one.reason),
            (_("By"), f"{one.mover_name}, {moment_text(one.moved_at, zone)}"),
        ],
    }


MINUTES = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Minutes of the calibration"),
        subject_kind=CalibrationRoom.kind,
        readers=CalibrationRoomPolicy.viewers,
        reach=lambda actor: policy_for(CalibrationRoom).visible_to(actor).filter(state__in=SHOWN),
        ready=lambda room: str(room.state) in SHOWN,
        make=printed("appraisal/documents/minutes.typ", facts),
        made_on=frozenset({"calibration.sealed"}),
        file_name=gettext_lazy("calibration-minutes"),
        page="appraisal:room",
    )
)
