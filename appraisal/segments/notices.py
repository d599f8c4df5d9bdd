"""The words of notices about segments of a period: whose form it is, never what was rated or written."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text

_ACTION = _("Open the segment")


def _segment(one: Any) -> dict[str, str]:
    return {"person": one.evaluation.employee_name, "cycle": one.evaluation.cycle.name}


def _text(key: str, title: Any, *, body: Any = "", mail: Any = "") -> None:
    more = {"mail": mail} if mail else {}
    notice_text(key, title=title, body=body, action=_ACTION, link="appraisal:segment", params=_segment, **more)


_text(
    "period_segment.handed_over",
    _("Close the time in which you assessed %(person)s, %(cycle)s"),
    body=_("Somebody else assesses now. Rate your own time and write a note, within ten working days."),
    mail=_("A time in which you assessed somebody waits to be closed."),
)
_text(
    "period_segment.closing_soon",
    _("Three working days are left to close the time in which you assessed %(person)s, %(cycle)s"),
    body=_("What is not closed in time does not count in the rating of the whole period."),
    mail=_("The time to close a segment ends soon."),
)
_text(
    "period_segment.dates_recounted",
    _("The time to close your days with %(person)s has moved, %(cycle)s"),
    body=_("A holiday was entered or taken away, so the dates were counted anew. The page shows the new date and why."),
    mail=_("A holiday was entered or taken away; a date of yours has moved."),
)
_text("period_segment.closed", _("The former assessor of %(person)s closed the own time, %(cycle)s"))
_text(
    "period_segment.lapsed",
    _("The time in which you assessed %(person)s was not closed, %(cycle)s"),
    body=_("It does not count in the rating of the whole period."),
)
_text(
    "period_segment.lapsed.office",
    _("A former assessor did not close the time with %(person)s, %(cycle)s"),
    body=_("It does not count in the rating of the whole period."),
)
_text("period_segment.excused", _("The former assessor of %(person)s was excused by HR, %(cycle)s"))
