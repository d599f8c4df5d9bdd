"""Reports for leaders, HR and auditors: four sentences with numbers, then plots whose titles are the finding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from appraisal.models import Cycle
from appraisal.pages import report_counts as counts
from appraisal.pages import report_plots as plots
from appraisal.pages import report_sentences as words
from appraisal.pages.lists import uuid_text
from appraisal.pages.report_counts import Scope
from appraisal.pages.report_plots import Plot, Service
from organization.models import Unit
from organization.tree import within
from workflow.actors import Actor
from workflow.policies import policy_for

Options = list[tuple[str, str]]
SHOWN_SERVICES: Final = 9


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the page shows."""

    scope: Scope
    cycles: Options
    agencies: Options
    sentences: tuple[str, ...]
    progress: Plot
    plots: tuple[Plot, ...]
    services: tuple[Service, ...]
    more_services: int
    query: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen in the address, and what was."""

    cycles: Sequence[Cycle]
    agencies: Sequence[Unit]
    scope: Scope


def choice_of(actor: Actor, data: Mapping[str, Any]) -> Choice:
    """The scope of the address; unknown values count as not asked. Two statements."""
    intervals = counts.intervals_of(actor)
    rows = policy_for(Cycle).visible_to(actor).exclude(state__in=("draft", "opening", "cancelled"))
    cycles = list(rows.select_related("rule_set", "unit").order_by("-period_from", "-pk")[:40])
    agencies = list(Unit.objects.filter(within(intervals), opd=F("pk")).order_by("name", "pk"))
    wanted, unit = uuid_text(data.get("cycle", "")), uuid_text(data.get("unit", ""))
    widest = sorted(cycles, key=lambda one: (one.state != "running", one.unit.lft - one.unit.rght))
    cycle = next((one for one in cycles if str(one.public_id) == wanted), widest[0] if widest else None)
    agency = next((one for one in agencies if str(one.public_id) == unit), None)
    return Choice(cycles, agencies, Scope(intervals, cycle, agency))


def report_of(actor: Actor, data: Mapping[str, Any]) -> ReportPage:
    """The page; seven statements, whatever the number of units, forms and metrics."""
    choice = choice_of(actor, data)
    scope = choice.scope
    forms, disputes, services = counts.forms_of(scope), counts.objections_of(scope), counts.services_of(scope)
    states, outcomes = counts.cases_of(scope)
    sentences = (
        words.progress_sentence(scope, forms),
        words.results_sentence(scope, forms.predicates, disputes),
        words.help_sentence(states, outcomes),
        words.service_sentence(services),
    )
    return ReportPage(
        scope=scope,
        cycles=[(str(one.public_id), one.name) for one in choice.cycles],
        agencies=[("", _("All agencies")), *((str(one.public_id), one.name) for one in choice.agencies)],
        sentences=tuple(filter(None, sentences)),
        progress=plots.progress_plot(forms, choice.agencies),
        plots=(
            plots.results_plot(scope, forms.predicates),
            plots.cases_plot(states),
            plots.outcomes_plot(outcomes),
            plots.disputes_plot(disputes),
        ),
        services=tuple(plots.service_of(path) for path in plots.drawn(services)[:SHOWN_SERVICES]),
        more_services=max(0, len(plots.drawn(services)) - SHOWN_SERVICES),
        query=address_of(scope),
    )


def address_of(scope: Scope) -> str:
    """The filters for the links to the files."""
    found = [f"cycle={scope.cycle.public_id}"] if scope.cycle else []
    return "&".join([*found, *([f"unit={scope.agency.public_id}"] if scope.agency else [])])
