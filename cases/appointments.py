"""Coaching sessions and confidential talks as entries of a calendar (see `workflow.icalendar`).

A calendar is read by whoever holds the phone. The entry of a coaching session names neither people nor agenda; the one
of a confidential talk says "Appointment" and nothing else: no place, no address, not even a name of its file.
"""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import CoachingSession, CounsellingSession
from workflow import clock
from workflow.icalendar import Entry

USUAL_LENGTH: Final = timedelta(hours=1)
OVER: Final = ("cancelled", "missed")


def entry_of_session(session: CoachingSession, *, url: str) -> Entry:
    """The appointment of a coaching session; a higher sequence after every step, withdrawn when it is called off."""
    return Entry(
        uid=f"session-{session.public_id}@kinerja",
        sequence=session.version,
        stamped_at=clock.now(),
        starts_at=session.planned_at,
        length=USUAL_LENGTH,
        summary=pgettext("calendar", "Coaching session"),
        place=session.place,
        description=_("What it is about and who comes is on the page; please sign in."),
        url=url,
        cancelled=str(session.state) in OVER,
    )


def entry_of_talk(talk: CounsellingSession) -> Entry:
    """The appointment of a confidential talk: when, and nothing else."""
    return Entry(
        uid=f"appointment-{talk.public_id}@kinerja",
        sequence=talk.version,
        stamped_at=clock.now(),
        starts_at=talk.planned_at,
        length=USUAL_LENGTH,
        summary=pgettext("calendar", "Appointment"),
        cancelled=str(talk.state) in OVER,
    )
