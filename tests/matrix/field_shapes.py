"""Where a field group is met at each door: fields over REST, and the addresses that tell of one object.

Written from the contract of the API, not read from its serializers: a field that loses its guard there is missed here.
`items.x` is a field of each entry of the list `items`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """`fields`: field -> group; `listed`: those of them that a list shows too. Addresses begin below the root.

    In an address `{0}` is the id of the object, other names stand for parts of it (see `Subject.parts`).
    """

    resource: str
    fields: Mapping[str, str] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    rest: tuple[str, ...] = ("events/",)
    pages: tuple[str, ...] = ()


def _all(group: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), group)


EVALUATION = Shape(
    resource="evaluations",
    fields={
        **_all("predicate", "predicate predicate_label"),
        **_all("history", "disputed window_ends_at unfilled submitted_at handed_over_at accepted_at finalised_at"),
        **_all("history", "assessor_contested"),
        **_all("ratings", "results_rating behaviour_rating items.assessor_rating"),
        **_all("review", "narrative review_revision items.assessor_comment"),
        **_all("returns", "return_note items.return_note"),
        **_all(
            "self", "self_revision items.self_realisation items.self_rating items.self_story items.evidence items.facts"
        ),
        **_all("result", "score rated_by_name rated_on_behalf"),
    },
    listed=frozenset({"predicate", "predicate_label", "disputed", "window_ends_at"}),
    rest=("events/", "result/", "evidence/{evidence}/"),
    pages=(
        *("evaluations/{0}/", "evaluations/{0}/history/", "evaluations/{0}/result/", "evaluations/{0}/self/"),
        *("evaluations/{0}/review/", "evaluations/{0}/review/predicate/", "evidence/{evidence}/"),
    ),
)
OBJECTION = Shape(
    resource="objections",
    fields={
        **_all("claims", "statement receipt claim_revision items.claim items.wished_rating items.evidence"),
        **_all("questions", "questions"),
        **_all("answers", "answer_revision items.answer"),
        **_all("rulings", "ruling_revision items.ruling items.ruling_rating items.ruling_reason"),
        **_all("private", "private_note"),
        **_all("decision", "results_rating behaviour_rating predicate_before predicate_after"),
        **_all("decision", "signed_name signed_on_behalf"),
    },
    rest=("events/", "precedents/", "next-decider/", "evidence/{evidence}/"),
    pages=("objections/{0}/", "objections/{0}/decider/", "objections/{0}/recusal/", "objection-evidence/{evidence}/"),
)
HEARING_FIELDS = {
    **_all("hearing", "planned_at length place agenda sequence"),
    **_all("minutes", "held_at minutes employee_view assessor_view"),
}
HEARING = Shape(
    resource="hearings",
    fields=HEARING_FIELDS,
    listed=frozenset(HEARING_FIELDS),
    rest=("events/", "calendar/"),
    pages=("objections/{objection}/", "hearings/{0}/calendar/"),
)
CASE = Shape(
    resource="cases",
    fields={
        **_all("plan", "goal items stages warnings transfers"),
        **_all("handover", "handover"),
        **_all("outcome", "outcome outcome_note follow_up causes duties"),
        **_all("views", "employee_dissent extension_reason review_summary"),
    },
    listed=frozenset({"goal", "outcome"}),
    rest=("events/", "closing/"),
    pages=(
        *("cases/{0}/", "cases/{0}/closing/", "cases/{0}/duties/", "cases/{0}/plan/"),
        *("cases/{0}/plan/{item}/progress/", "cases/{0}/plan/{item}/evidence/", "cases/{0}/counselling/"),
    ),
)
SESSION_FIELDS = {
    **_all("notes", "notes agenda"),
    **_all("agreements", "agreements"),
    **_all("views", "employee_dissent leader_dissent"),
    **_all("absence", "absent"),
}
SESSION = Shape(
    resource="coaching-sessions",
    fields=SESSION_FIELDS,
    listed=frozenset(SESSION_FIELDS),
    rest=("events/", "calendar/"),
    pages=("cases/sessions/{0}/", "cases/sessions/{0}/calendar/", "cases/{case}/"),
)
ENROLMENT_FIELDS = {
    **_all("wish", "wish case"),
    **_all("result", "result jp_hours"),
    **_all("certificate", "certificates"),
    **_all("verdict", "usefulness recommended remarks evaluated_at"),
}
ENROLMENT = Shape(
    resource="enrolments",
    fields=ENROLMENT_FIELDS,
    listed=frozenset(ENROLMENT_FIELDS),
    rest=("events/", "certificates/{certificate}/"),
    pages=("trainings/enrolments/{0}/", "trainings/enrolments/{0}/certificates/{certificate}/"),
)
COUNSELLING_FIELDS = _all("people", "counsellor wished asked_by_employee")
COUNSELLING = Shape(
    resource="counsellings",
    fields=COUNSELLING_FIELDS,
    listed=frozenset(COUNSELLING_FIELDS),
    pages=("cases/counselling/{0}/", "cases/{case}/counselling/", "cases/counselling/"),
)
TALK_FIELDS = _all("talk", "place minutes absent")
TALK = Shape(
    resource="counselling-sessions",
    fields=TALK_FIELDS,
    listed=frozenset(TALK_FIELDS),
    rest=("events/", "calendar/", "note/", "openings/"),
    pages=(
        *("cases/counselling/talks/{0}/", "cases/counselling/talks/{0}/note/"),
        "cases/counselling/talks/{0}/calendar/",
    ),
)
PAPER = Shape(resource="documents", rest=("events/", "file/"), pages=("documents/{0}/", "documents/{0}/file/"))

SHAPES: Mapping[str, Shape] = {
    "evaluation": EVALUATION,
    "objection": OBJECTION,
    "hearing": HEARING,
    "case": CASE,
    "session": SESSION,
    "enrolment": ENROLMENT,
    "counselling": COUNSELLING,
    "talk": TALK,
    "objection_paper": PAPER,
    "case_paper": PAPER,
    "cycle": Shape(resource="cycles", fields=_all("progress", "revision kinds extensions"), rest=()),
    "rule_set": Shape(resource="rule-sets", fields=_all("content", "content faults revision"), rest=()),
    "grant": Shape(resource="role-grants", rest=()),
    "import": Shape(resource="imports", rest=()),
}
# What goes round an object: lists, searches, work lists, exports, counts, the record. No word may stand there that the
# table does not open to the reader. By the world in which the object lives; the whole run tries all of them in both.
EVERYWHERE = (
    *("", "tasks/", "inbox/", "search/?q={part}", "search/?q={name}", "api/v1/inbox/", "api/v1/documents/"),
    *("audit/", "audit/readings/", "process/", "where/", "api/v1/access-records/", "api/v1/whereabouts/"),
    *("api/v1/events/?limit=100", "employees/{person}/", "api/v1/employees/{person}/"),
)
AROUND_FORMS = (
    *("evaluations/", "evaluations/team/", "objections/", "cycles/", "reports/", "reports/protection/"),
    *("reports/files/results/csv/", "reports/files/results/xlsx/", "reports/files/progress/csv/"),
    *("api/v1/evaluations/", "api/v1/objections/", "api/v1/hearings/", "api/v1/protection-watch/"),
)
AROUND_HELP = (
    *("cases/", "cases/?q={part}", "cases/?view=columns", "cases/moved/", "cases/counselling/", "reports/help/"),
    *("trainings/", "trainings/mine/", "trainings/requests/", "trainings/hours/", "trainings/{training}/"),
    *("cases/export/csv/", "cases/export/xlsx/", "trainings/hours/csv/", "trainings/hours/xlsx/"),
    *("api/v1/cases/", "api/v1/coaching-sessions/", "api/v1/enrolments/", "api/v1/counsellings/"),
    *("api/v1/counselling-sessions/", "api/v1/learning-hours/", "api/v1/help-effects/"),
)
AROUND = (*EVERYWHERE, *AROUND_FORMS, *AROUND_HELP)
