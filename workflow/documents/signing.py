"""Signing: the steps that are signatures keep who signed, in which post and capacity, in their own transaction.

    agree = transition("agree", ..., then=(effects.keep_version, signed(signers.assessor)))

What belongs here: keeping and reading signatures. Who signs with a step, and in which post, is each app's own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflow.machine import Machine
from workflow.step import Step

EMPLOYEE: Final = "employee"
ASSESSOR: Final = "assessor"
SUPERIOR: Final = "superior"
DECIDER: Final = "decider"
GUIDE: Final = "guide"
READER: Final = "reader"
OFFICE: Final = "office"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever signs, as the document is to name him for ever. `capacity`: plt, plh, else empty or definitive.

    `on_behalf`: of a delegate, the post of the absent official in whose name the delegate signs, with the letter.
    """

    place: str
    name: str
    employee_id: int | None = None
    nip: str = ""
    grade: str = ""
    post: str = ""
    capacity: str = ""
    letter: str = ""
    on_behalf: str = ""


Signers = Callable[[Sequence[Step]], Iterable[Signer | None]]


def signed(signers: Signers) -> Callable[[Sequence[Step]], None]:
    """The consequence of a step that is a signature: one row per subject; None: nobody signs here."""

    def keep_signatures(steps: Sequence[Step]) -> None:
        from workflow.models import Signature

        rows = [
            Signature(
                event_id=step.event_id or 0,
                kind=step.subject.kind,
                subject_id=step.subject.pk,
                version=step.subject.version,
                place=signer.place,
                employee_id=signer.employee_id,
                name=signer.name[:200],
                nip=signer.nip,
                grade=signer.grade,
                post=signer.post[:200],
                capacity="" if signer.capacity == "definitive" else signer.capacity,
                letter=signer.letter[:120],
                on_behalf=signer.on_behalf[:200],
                signed_at=step.at,
            )
            for step, signer in zip(steps, signers(steps), strict=True)
            if signer is not None
        ]
        Signature.objects.bulk_create(rows, batch_size=1_000)

    return keep_signatures


def signatures_of(subject: Machine, *, upto: int | None = None) -> dict[str, Any]:
    """The newest signature of each place under a subject, up to a version of it; one statement."""
    from workflow.models import Signature

    rows = Signature.objects.filter(kind=subject.kind, subject_id=subject.pk).order_by("version")
    if upto is not None:
        rows = rows.filter(version__lte=upto)
    return {row.place: row for row in rows}
