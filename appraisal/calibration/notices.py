"""The words of notices about calibration rooms. Who gets which: ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _room(room: Any) -> dict[str, str]:
    return {"unit": room.unit.name, "cycle": room.cycle.name}


def _told(key: str, title: Any, **more: Any) -> None:
    notice_text(key, title=title, action=_("Open the room"), link="appraisal:room", params=_room, **more)


_told(
    "calibration.opened",
    _("Calibrate the results of %(unit)s, %(cycle)s"),
    body=_("The proposed results lie on the table. Every move needs a reason and is seen by all in the room."),
    mail=_("A calibration room is open for you."),
)
_told(
    "calibration.sealed",
    _("Release the calibrated results of %(unit)s, %(cycle)s"),
    body=_("The minutes are sealed. Until you release the results, nobody is told one."),
    mail=_("Calibrated results wait for their release."),
)
_told("calibration.sealed.room", _("The minutes of the calibration are sealed: %(unit)s, %(cycle)s"))
_told("calibration.reopened", _("The calibration room is open again: %(unit)s, %(cycle)s"))
_told("calibration.released", _("The calibrated results are released: %(unit)s, %(cycle)s"))
_told("calibration.cancelled", _("The calibration room was called off: %(unit)s, %(cycle)s"))
