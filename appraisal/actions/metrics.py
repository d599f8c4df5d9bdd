"""What HR does with service metrics: enter the value of a day."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from appraisal.models import MetricReading, ServiceMetric
from workflow import actors, clock
from workflow.actors import Actor
from workflow.errors import FieldFault, InvalidInput, NotPermitted
from workflow.roles import Role
from workflow.transactions import action


@action
def record_reading(metric: ServiceMetric, *, actor: Actor, on: date, value: Decimal) -> MetricReading:
    """Store the value of a day; a correction replaces it. 403 unless HR of the metric's unit, 400 for a coming day."""
    present = actors.reload(actor)
    if not (present.active and present.holds(Role.HR, metric.unit.lft)):
        raise NotPermitted
    if on > clock.now().date():
        raise InvalidInput(details=[FieldFault("on", str(_("This day has not come yet.")))])
    reading, _made = MetricReading.objects.update_or_create(metric=metric, on=on, defaults={"value": value})
    return reading
