"""A parcel: packed by its owner, checked by a clerk, sent, or given up by the clock."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models

from workflow.calendars import DueDate
from workflow.machine import Machine, deadline, guard, input_field, state_field, text_field, transition
from workflow.roles import Role
from workflow.step import Step


class S(models.TextChoices):
    PACKED = "packed", "packed"
    CHECKED = "checked", "checked"
    SENT = "sent", "sent"
    EXPIRED = "expired", "expired"


@guard("too_heavy", "The parcel is too heavy.")
def light_enough(step: Step) -> bool:
    return bool(step.subject.weight <= 10)


@guard("labels_missing", "Labels are missing.")
def labelled(step: Step) -> list[str]:
    return [name for name in ("from", "to") if name not in step.subject.labels]


def note_arrival(steps: Sequence[Step]) -> None:
    Arrival.objects.bulk_create(
        Arrival(parcel_id=s.subject.pk, event_id=s.event_id or 0, batch=len(steps), state=s.subject.state)
        for s in steps
    )


def inspector(step: Step) -> Mapping[str, Any]:
    return {"price": step.payload.get("price", 0), "remark": step.reason}


def in_two_days(step: Step) -> DueDate:
    return DueDate(due_at=step.at + timedelta(days=2), explanation={"zone": "Asia/Jakarta", "rule": "two days"})


class ParcelMachine(Machine):
    class Meta:
        abstract = True

    kind = "sample.parcel"
    States = S
    initial = S.PACKED
    endings = frozenset({S.SENT, S.EXPIRED})
    on_enter = {S.SENT: (note_arrival,)}
    deadlines = {
        S.PACKED: (deadline("packed_lapse", fires="expire", due=in_two_days),),
        S.CHECKED: (deadline("checked_lapse", fires="expire", due=in_two_days),),
    }

    state = state_field(S, initial=S.PACKED)

    approve = transition(
        "approve",
        label="Approve",
        source=S.PACKED,
        target=S.CHECKED,
        by={Role.HR},
        when=(light_enough, labelled),
        needs=(
            text_field("reason", "Reason", required=False),
            input_field("price", "Price", "integer", required=False),
        ),
        sets=inspector,
        event="parcel.approved",
    )
    weigh = transition(
        "weigh", label="Weigh", source=(S.PACKED, S.CHECKED), target=S.CHECKED, by={Role.HR}, event="parcel.weighed"
    )
    extend = transition(
        "extend",
        label="Extend",
        source=S.PACKED,
        target=S.PACKED,
        by={Role.SUBJECT},
        event="parcel.extended",
        moves_deadlines=True,
    )
    unpack = transition(
        "return",
        label="Return",
        source=S.CHECKED,
        target=S.PACKED,
        by={Role.HR},
        needs=(text_field("reason", "Reason"),),
        event="parcel.returned",
    )
    send = transition(
        "send",
        label="Send",
        source=S.CHECKED,
        target=S.SENT,
        by={Role.SUBJECT},
        event="parcel.sent",
        elsewhere={S.PACKED: "The parcel must be checked first."},
    )
    expire = transition(
        "expire",
        label="Expire",
        source=(S.PACKED, S.CHECKED),
        target=S.EXPIRED,
        by={Role.CLOCK},
        event="parcel.expired",
        hidden=True,
    )


class Parcel(ParcelMachine):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField(default=1)
    labels = models.CharField(max_length=100, default="from to")
    price = models.PositiveIntegerField(default=0)
    remark = models.TextField(default="", blank=True)


class Arrival(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE)
    event_id = models.BigIntegerField()
    batch = models.PositiveIntegerField()
    state = models.CharField(max_length=30)
