"""The words of notices about achievements of units. Who gets which: ``notifications/routes.py``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.notices import notice_text


def _achievement(achievement: Any) -> dict[str, str]:
    return {"unit": achievement.unit.name, "cycle": achievement.cycle.name}


def _told(key: str, title: Any, **more: Any) -> None:
    notice_text(
        key, title=title, action=_("Look at the unit"), link="appraisal:achievement", params=_achievement, **more
    )


_told("achievement.created", _("The achievement of %(unit)s is set: %(cycle)s"))
_told("achievement.changed", _("The achievement of %(unit)s was changed: %(cycle)s"))
_told("achievement.explained", _("A deviation from the pattern was explained: %(unit)s, %(cycle)s"))
_told("achievement.withdrawn", _("The achievement of %(unit)s was taken back: %(cycle)s"))
