"""The engine's door: the only code that creates a subject or moves its state.

`begin` and `begin_many` create; `fire` and `fire_many` move; `available` tells what could be moved. The parts:
`locking` and `writing` hold the statements, `facts` what a step says, `firing`, `bulk` and `beginning` the order.
"""

from workflow.beginning import begin, begin_many
from workflow.bulk import fire_many
from workflow.firing import Outcome, fire, settle_overdue
from workflow.offers import Available, available
from workflow.writing import NewDeadline

__all__ = [
    "Available",
    "NewDeadline",
    "Outcome",
    "available",
    "begin",
    "begin_many",
    "fire",
    "fire_many",
    "settle_overdue",
]
