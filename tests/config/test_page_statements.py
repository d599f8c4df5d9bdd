"""Every page on the data of the demo, for readers of every kind: at most fifteen statements each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appraisal.actions import rule_sets, simulations
from appraisal.awards.selectors import candidates_for
from appraisal.default_rules import default_content
from appraisal.editions.words import PARTS
from appraisal.models import (
    AgendaTemplate,
    AnnualResult,
    AssessorCorrection,
    Award,
    CalibrationEntry,
    CalibrationRoom,
    Cycle,
    DialogueMeeting,
    Evaluation,
    Feedback,
    FeedbackRound,
    Innovation,
    LibraryResult,
    LogEntry,
    Objection,
    PeriodSegment,
    Plan,
    PlanVersion,
    Recognition,
    RewardProgramme,
    RuleSet,
    ServiceMetric,
    Simulation,
    UnitAchievement,
)
from appraisal.patterns.selectors import agency_for
from cases.models import (
    CoachingSession,
    Counselling,
    CounsellingSession,
    Enrolment,
    GuidanceEvaluation,
    GuidanceFeedback,
    ImprovementCase,
    PlanItem,
    PlanTemplate,
    Training,
)
from config.demo import settle
from config.demo.build import build
from organization.actions import imports
from organization.imports.kinds import import_kinds
from organization.models import Delegation, Difference, Employee, ImportBatch, RegionalDay, RoleGrant, Unit, User
from tests.layers import Layer, given, stands_on
from tests.organization.conftest import workbook
from tests.organization.test_imports import PEOPLE_HEAD, person
from workflow import clock, seals
from workflow.actors import Actor, actor_of, load
from workflow.models import Document, Job
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.sweep import sweep_all

pytestmark = pytest.mark.slow

MOST_STATEMENTS: Final = 15
TODAY: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Jakarta"))
# Read again every half minute by each process, whatever the page.
NOW_AND_THEN: Final = (
    '"workflow_holiday"',
    '"organization_regionalday" WHERE',
    '"workflow_clockoffset"',
    "clock_timestamp()",
)
EVERYTHING: Final = "everything"
STRANGER: Final = "stranger"
GRANTED: Final = (Role.HR, Role.AUDITOR, Role.LEADER, Role.TRAINING_OFFICER, Role.COUNSELLOR, Role.ADMIN)

Addresses = Callable[[str, Actor], list[str]]


def make_demo() -> dict[str, int]:
    """The demo regency as `seed_demo` makes it; the readers by name."""
    build(size=120, today=TODAY, say=lambda _what: None)
    with clock.frozen(NOW):
        sweep_all()
        settle.notices(since=NOW - timedelta(days=10))
        found = readers()
        prepare(actor_of(User.objects.get(pk=found[Role.HR.value])))
        return found


def prepare(hana: Actor) -> None:
    """What the demo leaves out: rules that are being written, a file that waits to be applied."""
    top = Unit.objects.get(parent=None)
    draft = rule_sets.create_rule_set(actor=hana, unit=top.public_id, name="Rancangan", content=default_content())
    past = Cycle.objects.filter(state="closed").order_by("-period_until")[0]
    simulations.simulate(draft.public_id, actor=hana, cycle=past.public_id)
    people = [person(serial, f"Pegawai {serial}", unit=top.code) for serial in range(950, 990)]
    kept = imports.upload(actor=hana, name="pegawai.xlsx", data=workbook(pegawai=[PEOPLE_HEAD, *people]))
    assert kept.batch is not None
    seals.seal_yesterday()


def readers() -> dict[str, int]:
    """One account of each role, an assessor, people in a dispute and with a case, and one that holds everything."""
    found = {
        role.value: RoleGrant.objects.filter(role=role, state="active").order_by("pk").values_list("user", flat=True)[0]
        for role in GRANTED
    }
    dispute = Objection.objects.filter(state="answered").select_related("evaluation").order_by("pk")[0]
    people = {
        "absent": Delegation.objects.filter(state="active").order_by("pk")[0].absent_id,
        "asking": Evaluation.objects.filter(state="self_assessment", assessor_contested=False)
        .order_by("pk")
        .values_list("employee_id", flat=True)[0],
        "disputing": dispute.evaluation.employee_id,
        "disputed": dispute.evaluation.assessor_id,
        "deciding": dispute.decider_id,
        "helped": ImprovementCase.objects.filter(state="active").order_by("pk")[0].employee_id,
        "helping": ImprovementCase.objects.filter(state="active").order_by("pk")[0].supervisor_id,
        "talking": DialogueMeeting.objects.filter(state="confirmed").order_by("pk")[0].year.employee_id,
        "above": DialogueMeeting.objects.filter(state="confirmed").order_by("pk")[0].year.assessor_id,
        "asked": Feedback.objects.filter(state="asked").order_by("pk")[0].giver_id,
        "planning": Plan.objects.filter(state="draft").order_by("pk")[0].employee_id,
        "inventing": Innovation.objects.filter(state="draft").order_by("pk")[0].author_id,
        "writing": GuidanceFeedback.objects.filter(state="draft").order_by("pk")[0].case.employee_id,
        "reading": GuidanceFeedback.objects.filter(state="handed_in", reader__isnull=False).order_by("pk")[0].reader_id,
    }
    found |= {name: User.objects.get(employee=person).pk for name, person in people.items()}
    return found | {EVERYTHING: all_in_one(found[Role.HR.value]), STRANGER: 0}


def all_in_one(like: int) -> int:
    """An HR officer who rates and is rated, with every other grant on the whole regency: the dearest account."""
    top = Unit.objects.get(parent=None)
    user = User.objects.exclude(pk=like).filter(role_grants__role=Role.HR, employee__isnull=False).order_by("pk")[0]
    for role in GRANTED:
        RoleGrant.objects.get_or_create(
            user=user, role=role, unit=top, defaults={"valid_from": date(2026, 1, 1), "basis": "SK"}
        )
    return user.pk


DEMO = Layer(make_demo, at=NOW)


@pytest.fixture
def _stopped_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
@stands_on(DEMO)
def demo(db: None, _stopped_clock: None) -> dict[str, int]:
    made: dict[str, int] = given(DEMO)
    return made


def alone(name: str, actor: Actor) -> list[str]:
    """A page with one address."""
    return [reverse(name)]


def one_of(model: Any) -> Addresses:
    """A page about one subject: for each state one that the reader may see."""

    def addresses(name: str, actor: Actor) -> list[str]:
        rows = policy_for(model).visible_to(actor).order_by("state", "-pk").values_list("state", "public_id")
        return [reverse(name, args=[identity]) for identity in dict(rows).values()]

    return addresses


def any_of(model: Any, **such: Any) -> Addresses:
    """A page about one row of a kind without a policy."""

    def addresses(name: str, actor: Actor) -> list[str]:
        return [reverse(name, args=[row.public_id]) for row in model.objects.filter(**such).order_by("pk")[:2]]

    return addresses


def of_plan(name: str, actor: Actor) -> list[str]:
    """A page about one line of a plan."""
    cases = policy_for(ImprovementCase).visible_to(actor)
    lines = PlanItem.objects.filter(case__in=cases, removed=False).select_related("case").order_by("-case__state")
    return [reverse(name, args=[line.case.public_id, line.public_id]) for line in lines[:2]]


def each_part(name: str, actor: Actor) -> list[str]:
    """Every part of the form of a draft."""
    drafts = policy_for(RuleSet).visible_to(actor).filter(state="draft").order_by("pk")[:1]
    return [reverse(name, args=[draft.public_id, part]) for draft in drafts for part in PARTS]


def of_people(name: str, actor: Actor) -> list[str]:
    """A page about a person the reader rates or looks after."""
    forms = policy_for(Evaluation).visible_to(actor).filter(state="final").order_by("-pk")
    people = forms.values_list("employee__public_id", flat=True).distinct()
    return [reverse(name, args=[identity]) for identity in people[:2]]


def of_agencies(name: str, actor: Actor) -> list[str]:
    """An agency in a cycle, with an achievement and without."""
    cycles = list(policy_for(Cycle).visible_to(actor).filter(state__in=("running", "closed")).order_by("-pk"))
    agencies = Unit.objects.filter(opd=F("pk")).order_by("lft")[:3]
    found = [(one, unit) for one in cycles for unit in agencies]
    return [
        reverse(name, args=[one.public_id, unit.public_id]) for one, unit in found if agency_for(one, unit.public_id)
    ]


def own_open_form(name: str, actor: Actor) -> list[str]:
    """A page about the reader's own form before its result."""
    rows = Evaluation.objects.filter(employee_id=actor.employee_id or 0, state__in=("draft", "self_assessment"))
    return [reverse(name, args=[form.public_id]) for form in rows.order_by("-pk")[:1]]


def of_candidates(name: str, actor: Actor) -> list[str]:
    """The page of a candidate the reader may nominate."""
    programmes = RewardProgramme.objects.select_related("unit", "cycle__rule_set")
    found = [(one, candidate) for one in programmes for candidate in candidates_for(actor, one).fulfilled[:1]]
    return [reverse(name, args=[one.public_id, candidate.form.employee.public_id]) for one, candidate in found]


def of_dialogue(name: str, actor: Actor) -> list[str]:
    """A page about the year of a person the reader is or stands above."""
    rows = DialogueMeeting.objects.order_by("pk").filter(year__employee_id=actor.employee_id or 0)
    above = DialogueMeeting.objects.order_by("pk").filter(year__assessor_id=actor.employee_id or 0)
    people = [one.year.employee.public_id for one in (*rows[:1], *above[:1])]
    return [reverse(name, args=[identity]) for identity in people]


def of_entries(name: str, actor: Actor) -> list[str]:
    """The page of an entry of the log that the reader wrote."""
    rows = LogEntry.objects.filter(year__employee_id=actor.employee_id or 0).order_by("pk")
    return [reverse(name, args=[row.public_id]) for row in rows[:1]]


def of_version(name: str, actor: Actor) -> list[str]:
    """A page about an agreed version of a plan."""
    plans = policy_for(Plan).visible_to(actor).order_by("state", "-pk")
    rows = PlanVersion.objects.filter(plan__in=plans.values("pk")).order_by("-edition", "pk").select_related("plan")
    return [reverse(name, args=[row.plan.public_id, row.edition]) for row in rows[:2]]


def chosen(name: str, actor: Actor) -> list[str]:
    """The page on which results of the library are put onto plans."""
    entries = LibraryResult.objects.order_by("pk").values_list("public_id", flat=True)
    return [f"{reverse(name)}?selected={entries[0]}"]


def of_kind(name: str, actor: Actor) -> list[str]:
    return [reverse(name, args=[kind.key]) for kind in import_kinds()]


def code_of(name: str, actor: Actor) -> list[str]:
    return [reverse(name, args=[paper.code]) for paper in Document.objects.exclude(sha256="").order_by("pk")[:1]]


def of_states(name: str, actor: Actor) -> list[str]:
    """The cases behind numbers of the process map: a step, and a state."""
    step = "step=approve&from=supervisor_review&to=objection"
    return [f"{reverse(name)}?machine={Evaluation.kind}&{asked}" for asked in (step, "state=supervisor_review")]


def of_chain(name: str, actor: Actor) -> list[str]:
    """The chain of a form."""
    form = Evaluation.objects.filter(state="final").order_by("-pk")[0]
    return [reverse(name, args=[form.kind, form.public_id])]


def of_own(name: str, actor: Actor) -> list[str]:
    """Where what is about the reader is: one form of each state, an objection, a plan, a case."""
    kinds = {Evaluation: "employee", Objection: "evaluation__employee", Plan: "employee", ImprovementCase: "employee"}
    rows = [
        (model.kind, identity)
        for model, path in kinds.items()
        for _state, identity in dict(
            model.objects.filter(**{path: actor.employee_id or 0}).values_list("state", "public_id")
        ).items()
    ]
    return [reverse(name, args=row) for row in rows]


def of_day(name: str, actor: Actor) -> list[str]:
    return [reverse(name, args=[f"{seals.seal_yesterday().on:%Y-%m-%d}"])]


ALONE: Final = """
    home tasks search components demo_clock workflow:health workflow:incidents workflow:verify organization:login
    organization:password organization:profile organization:tokens organization:slips organization:units
    organization:employees organization:grants organization:regional-days organization:imports organization:settings
    organization:exchange organization:register organization:delegations organization:new-delegation
    appraisal:corrections appraisal:segments cases:counsellings
    cases:feedbacks cases:board cases:new cases:moved cases:templates cases:template_new cases:trainings
    cases:my_trainings cases:hours cases:training_new cases:enrolments appraisal:mine appraisal:team
    appraisal:objections appraisal:cycles appraisal:cycle-new appraisal:rule-sets appraisal:reports
    appraisal:protection appraisal:help-effects appraisal:help-course notifications:inbox notifications:bell
    appraisal:annuals appraisal:years
    appraisal:development appraisal:development-units appraisal:recognitions appraisal:honours appraisal:rewards
    appraisal:reward-new appraisal:rooms appraisal:room-new appraisal:fairness
    appraisal:plans appraisal:plans-team appraisal:plan-new appraisal:plans-cascade appraisal:plans-library
    appraisal:plans-library-new
    appraisal:dialogue appraisal:log-new appraisal:feedback-mine appraisal:feedback-new appraisal:agenda-templates
    appraisal:agenda-template-new
    workflow:process workflow:audit workflow:audit_readings workflow:seals workflow:where_list workflow:dates
    appraisal:attendance appraisal:metrics appraisal:metric-new appraisal:innovations appraisal:innovation-new
"""
ABOUT: Final[dict[str, Addresses]] = {
    """
    appraisal:evaluation appraisal:evaluation-history appraisal:evaluation-assessor appraisal:self appraisal:review
    appraisal:review-predicate appraisal:result
    """: one_of(Evaluation),
    "appraisal:plan appraisal:plan-edit appraisal:plan-history appraisal:plan-assessor": one_of(Plan),
    "organization:delegation": one_of(Delegation),
    "organization:new-delegation-for": of_people,
    "appraisal:correction": one_of(AssessorCorrection),
    "appraisal:segment": one_of(PeriodSegment),
    "appraisal:correction-new": own_open_form,
    "appraisal:plan-version": of_version,
    "appraisal:plans-library-entry": any_of(LibraryResult),
    "appraisal:plans-library-put": chosen,
    """
    appraisal:objection appraisal:objection-preview appraisal:objection-decider appraisal:objection-recusal
    """: one_of(Objection),
    """
    cases:case cases:closing cases:duties cases:plan cases:plan_item_new cases:session_new cases:counselling_of_case
    cases:guidance
    """: one_of(ImprovementCase),
    "cases:plan_item cases:progress": of_plan,
    "cases:counselling cases:talk_new": one_of(Counselling),
    "cases:talk cases:talk_note": one_of(CounsellingSession),
    "cases:session": one_of(CoachingSession),
    "cases:feedback": one_of(GuidanceFeedback),
    "cases:evaluation": one_of(GuidanceEvaluation),
    "cases:enrolment": one_of(Enrolment),
    "cases:template": any_of(PlanTemplate),
    "cases:training": any_of(Training),
    "appraisal:innovation appraisal:innovation-edit": one_of(Innovation),
    "appraisal:metric appraisal:metric-edit appraisal:metric-shares": any_of(ServiceMetric),
    "appraisal:attendance-person": any_of(Employee),
    "appraisal:dialogue-person appraisal:feedback-round-new appraisal:dialogue-meeting-new": of_dialogue,
    "appraisal:log-entry": of_entries,
    "appraisal:feedback-round": one_of(FeedbackRound),
    "appraisal:feedback": one_of(Feedback),
    "appraisal:dialogue-meeting": one_of(DialogueMeeting),
    "appraisal:agenda-template": any_of(AgendaTemplate),
    "appraisal:cycle appraisal:cycle-edit appraisal:cycle-papers": one_of(Cycle),
    "appraisal:rule-set appraisal:rule-set-edit appraisal:rule-set-changes appraisal:rule-set-example": one_of(RuleSet),
    "appraisal:simulations": one_of(RuleSet),
    "appraisal:simulation": any_of(Simulation),
    "appraisal:rule-set-part": each_part,
    "organization:import": one_of(ImportBatch),
    "organization:withdraw-regional-day": any_of(RegionalDay),
    "organization:imports-about": of_kind,
    "organization:difference": one_of(Difference),
    "organization:unit": any_of(Unit),
    "organization:employee": any_of(Employee),
    "appraisal:development-person appraisal:years-person": of_people,
    "appraisal:annual": one_of(AnnualResult),
    "appraisal:achievement": one_of(UnitAchievement),
    "appraisal:patterns": one_of(Cycle),
    "appraisal:pattern": of_agencies,
    "appraisal:recognition": one_of(Recognition),
    "appraisal:reward": any_of(RewardProgramme),
    "appraisal:nominate": of_candidates,
    "appraisal:award": one_of(Award),
    "appraisal:room appraisal:room-live appraisal:room-seats": one_of(CalibrationRoom),
    "appraisal:room-entry": one_of(CalibrationEntry),
    "workflow:document": one_of(Document),
    "workflow:process_cases": of_states,
    "workflow:audit_subject": of_chain,
    "workflow:where": of_own,
    "workflow:seal": of_day,
    "workflow:job": any_of(Job),
    "workflow:verify_code": code_of,
}
MEASURED: Final[dict[str, Addresses]] = dict.fromkeys(ALONE.split(), alone) | {
    name: addresses for names, addresses in ABOUT.items() for name in names.split()
}
# Files, calendars, addresses that lead on to a page, an answer for machines.
NO_PAGES: Final = frozenset(
    [
        "set_language",
        "workflow:health_json",
        "workflow:document_file",
        "organization:import-template",
        "organization:exchange-corrections",
        "organization:grant",
        "cases:board_export",
        "cases:hours_export",
        "cases:evidence",
        "cases:entry_evidence",
        "cases:certificate",
        "cases:session_calendar",
        "cases:talk_calendar",
        "appraisal:correction-file",
        "appraisal:evidence",
        "appraisal:log-evidence",
        "appraisal:hearing",
        "appraisal:hearing-calendar",
        "appraisal:objection-evidence",
        "appraisal:cycle-papers-archive",
        "appraisal:cycle-table",
        "appraisal:report-export",
    ]
)


def statements(client: Client, address: str) -> int | None:
    """How many statements a page takes; None where this reader gets no page."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    if answer.status_code != 200:
        return None
    return sum(not any(table in query["sql"] for table in NOW_AND_THEN) for query in seen.captured_queries)


def signed_in(key: int) -> Client:
    """A browser of an account; without one, of a stranger."""
    client = Client()
    if key:
        client.force_login(User.objects.get(pk=key), backend="organization.authentication.NipOrUsernameBackend")
    return client


def counted(name: str, demo: dict[str, int]) -> dict[tuple[str, str], int]:
    """The statements of a page by reader and address."""
    found = {}
    for reader, key in demo.items():
        client = signed_in(key)
        for address in MEASURED[name](name, load(key)):
            number = statements(client, address)
            if number is not None:
                found[reader, address] = number
    return found


@pytest.mark.parametrize("name", MEASURED)
def test_a_page_takes_at_most_fifteen_statements(demo: dict[str, int], name: str) -> None:
    found = counted(name, demo)
    assert found, "nobody gets this page: the demo or the table above has lost it"
    assert max(found.values()) <= MOST_STATEMENTS, {key: number for key, number in found.items() if number > 12}


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the pages with its name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from named(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}", entry


def test_no_page_is_left_out(demo: dict[str, int]) -> None:
    """Whatever answers a GET with anything but "only posts" is measured above, or named as no page."""
    client, unmeasured = signed_in(demo[EVERYTHING]), []
    for name, entry in named(get_resolver()):
        if name.startswith("api") or name in MEASURED or name in NO_PAGES:
            continue
        kinds = {key: type(one).__name__ for key, one in entry.pattern.converters.items()}
        values = {key: uuid4() if kind == "UUIDConverter" else "x" for key, kind in kinds.items()}
        if client.get(reverse(name, kwargs=values)).status_code != 405:
            unmeasured.append(name)
    assert unmeasured == []
