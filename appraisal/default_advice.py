"""From which figures on the sources advise which level, in the rules a new installation begins with.

Local defaults, meant to be edited in a new edition. Three days absent in a year are the first step of PP 94/2021
(DOMAIN 9); a period that reaches it is advised as below expectation.
"""

from decimal import Decimal
from typing import Final

from appraisal.advice import AdviceLevel, SourceAdvice

ATTENDANCE: Final = SourceAdvice(
    "attendance",
    (
        AdviceLevel(3, {"absent_days": Decimal(0), "late_minutes": Decimal(15)}),
        AdviceLevel(2, {"absent_days": Decimal(2), "late_minutes": Decimal(120)}),
    ),
)
SERVICE_METRIC: Final = SourceAdvice(
    "service_metric",
    (AdviceLevel(3, {"way": Decimal(100)}), AdviceLevel(2, {"way": Decimal(50)})),
)
INNOVATION: Final = SourceAdvice(
    "innovation",
    (
        AdviceLevel(3, {"confirmed": Decimal(1), "share": Decimal(20)}),
        AdviceLevel(2, {"advanced": Decimal(1)}),
    ),
)
DEFAULT_ADVICE: Final = (ATTENDANCE, SERVICE_METRIC, INNOVATION)
