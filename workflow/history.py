"""Reading the record: the timeline of one subject, and the verification of chains."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow import recounting
from workflow.chain import ChainFault, faults_of
from workflow.errors import Text
from workflow.machine import Machine
from workflow.models import Event
from workflow.tables import machines, model_of, table_of


def history_of(subject: Machine) -> "QuerySet[Event]":
    """All events of one subject, oldest first, with actor and text ready."""
    query = Event.objects.filter(kind=subject.kind, subject_id=subject.pk)
    return query.select_related("actor", "text").order_by("version")


def what_happened(event: Event) -> Text:
    """The step of an event as its machine names it; for the first one that the subject was made."""
    if event.transition == recounting.TRANSITION:
        return recounting.LABEL
    row = table_of(model_of(event.kind)).rows.get(event.transition)
    return row.label if row else _("Created")


def told_in(event: Event) -> Mapping[str, Any]:
    """What the event tells beside its input and the columns it set (`tells` of the transition); empty for most."""
    found: Mapping[str, Any] = json.loads(event.body)["changes"].get("told", {})
    return found


def verify(subject: Machine) -> list[ChainFault]:
    """Faults in one subject's chain (none: intact)."""
    events = list(Event.objects.filter(kind=subject.kind, subject_id=subject.pk).order_by("version"))
    if not events:
        return [ChainFault(subject.kind, subject.pk, 0, "no_events")]
    return faults_of(events, head=subject.chain_head, version=subject.version)


def verify_all(*, kinds: tuple[str, ...] = ()) -> Iterator[ChainFault]:
    """Faults in every chain, streamed kind by kind in key order; memory does not grow with the record."""
    for model in machines():
        if not kinds or model.kind in kinds:
            yield from _verify_kind(model)


def _verify_kind(model: type[Machine]) -> Iterator[ChainFault]:
    heads = iter(model._default_manager.order_by("pk").values_list("pk", "chain_head", "version").iterator())
    events = Event.objects.filter(kind=model.kind).order_by("subject_id", "version").iterator(chunk_size=2_000)
    group: list[Event] = []
    for event in events:
        if group and event.subject_id != group[0].subject_id:
            yield from _verify_group(model, heads, group)
            group = []
        group.append(event)
    if group:
        yield from _verify_group(model, heads, group)
    for pk, _head, _version in heads:
        yield ChainFault(model.kind, pk, 0, "no_events")


def _verify_group(model: type[Machine], heads: Iterator[Any], group: list[Event]) -> Iterator[ChainFault]:
    subject_id = group[0].subject_id
    for pk, head, version in heads:
        if pk == subject_id:
            yield from faults_of(group, head=head, version=version)
            return
        if pk > subject_id:
            break
        yield ChainFault(model.kind, pk, 0, "no_events")
    yield ChainFault(model.kind, subject_id, group[-1].version, "subject_missing")
