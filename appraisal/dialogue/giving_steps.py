"""What must be there before feedback counts as given."""

from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step


@guard("nothing_written", _("Please write something about at least one of the points."))
def words_are_stored(step: Step) -> bool:
    """Named words hang on the feedback; in a box there is exactly one sheet more than were given so far."""
    from appraisal.models import Feedback, FeedbackBox

    one = step.subject
    if not one.unnamed:
        return bool(one.texts.exists())
    given = Feedback.objects.filter(round_id=one.round_id, state="given").count()
    return FeedbackBox.objects.filter(round_id=one.round_id, sheets=given + 1).exists()
