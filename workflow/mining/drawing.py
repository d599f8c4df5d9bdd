"""From figures to the drawing: numbers on lines, open stays below names, the bottleneck marked."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.machine import Machine
from workflow.mining.maps import ProcessMap, Traffic, process_map
from workflow.mining.results import Figures, StepFigures
from workflow.mining.words import short_duration

Pair = tuple[str, str]


def drawing_of(model: type[Machine], figures: Figures) -> ProcessMap:
    """The map of one process. Steps between the same two states share a line."""
    together: dict[Pair, list[StepFigures]] = {}
    for step in figures.steps:
        _transition, source, target = step.move
        if source != target:
            together.setdefault((source, target), []).append(step)
    traffic = {pair: _traffic(steps) for pair, steps in together.items()}
    notes = {one.state: _standing(one.open.subjects) for one in figures.states if one.open.spread}
    slow = figures.bottleneck.figures.state if figures.bottleneck else ""
    return process_map(model, traffic, notes=notes, slow=slow)


def _standing(number: int) -> str:
    return ngettext("%(count)d here now", "%(count)d here now", number) % {"count": number}


def _traffic(steps: list[StepFigures]) -> Traffic:
    """One line for all steps between two states; its time is that of the step most often taken."""
    shown = [step for step in steps if step.whole.spread]
    if not shown:
        return Traffic(0, _("few"), "", hidden=True)
    number = sum(step.whole.spread.count for step in shown if step.whole.spread)
    usual = max(shown, key=lambda step: step.whole.spread.count if step.whole.spread else 0)
    time = short_duration(usual.whole.spread.median) if usual.whole.spread else ""
    return Traffic(number, f"{number}×", time)
