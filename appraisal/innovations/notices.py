"""The words of notices about innovations."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from workflow.notices import NEUTRAL, notice_text

_WAITS: Final = _("An innovation waits for you.")
_NEWS: Final = _("There is news about an innovation of yours.")


def _title(one: Any) -> dict[str, str]:
    return {"title": one.title}


for _event, _words, _mail in (
    ("submitted", _("Review the innovation “%(title)s”"), _WAITS),
    ("returned", _("Your innovation was returned: “%(title)s”"), _NEWS),
    ("accepted", _("Your innovation was accepted: “%(title)s”"), _NEWS),
    ("declined", _("Your innovation was declined: “%(title)s”"), _NEWS),
    ("put_to_use", _("An innovation was put to use: “%(title)s”"), NEUTRAL),
    ("measured", _("Confirm the effect of “%(title)s” or not"), _WAITS),
    ("effect_confirmed", _("The effect of your innovation is confirmed: “%(title)s”"), _NEWS),
    ("ended", _("An innovation was ended: “%(title)s”"), NEUTRAL),
):
    notice_text(
        f"innovation.{_event}",
        title=_words,
        mail=_mail,
        action=_("Open innovation"),
        link="appraisal:innovation",
        params=_title,
    )
