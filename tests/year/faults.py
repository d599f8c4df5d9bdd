"""A planted fault for every book: what is broken, and the row the book must name."""

from __future__ import annotations

from typing import Any

from tests.year.planting import Change, Fault, in_trace

FINAL = "SELECT MIN(id) FROM appraisal_evaluation WHERE state = 'final'"
OF_FORM = "kind = 'appraisal.evaluation' AND subject_id"
OPEN_CASE = "SELECT MIN(id) FROM cases_improvementcase WHERE state IN ('opened', 'planned', 'active')"
DECIDED = "SELECT MIN(id) FROM appraisal_annualresult WHERE state IN ('decided', 'acknowledged') AND proposed <> ''"
NO_HR = "UPDATE organization_rolegrant SET state = 'revoked' WHERE role = 'hr'"
DISPUTE = "SELECT MIN(id) FROM appraisal_objection WHERE state = 'decided'"


def one(book: str, says: str, chosen: str, table: str, *changes: Change) -> Fault:
    """A fault in one table."""
    return Fault(book, says, chosen, (table,), changes)


def form(book: str, setting: str, chosen: str = FINAL) -> Fault:
    """A form with another value."""
    change = f"UPDATE appraisal_evaluation SET {setting} WHERE id = {{id}}"
    return one(book, "evaluation {id}", chosen, "appraisal_evaluation", change)


def event(book: str, setting: str, where: str) -> Fault:
    """An event with another value."""
    chosen = f"SELECT MIN(id) FROM workflow_event WHERE {where}"
    return one(book, "event {id}", chosen, "workflow_event", f"UPDATE workflow_event SET {setting} WHERE id = {{id}}")


def case(book: str, setting: str, where: str) -> Fault:
    """A case with another value."""
    chosen = f"SELECT MIN(id) FROM cases_improvementcase WHERE {where}"
    change = f"UPDATE cases_improvementcase SET {setting} WHERE id = {{id}}"
    return one(book, "case {id}", chosen, "cases_improvementcase", change)


def year(book: str, change: Change, says: str = "annual result {id}") -> Fault:
    """An annual result with another trace."""
    return one(book, says, DECIDED, "appraisal_annualresult", change)


def _month_less(trace: Any) -> None:
    trace["months"] -= 1


def _month_twice(trace: Any) -> None:
    trace["periods"][1]["months"][0] = trace["periods"][0]["months"][0]


def _other_place(trace: Any) -> None:
    trace["place"] += 1


def _other_predicate(trace: Any) -> None:
    trace["periods"][0]["predicate"] = "lain"


RECORD = (
    one(
        "state_is_last_event", "appraisal.evaluation {id}", FINAL, "appraisal_evaluation",
        "UPDATE appraisal_evaluation SET state = 'objection' WHERE id = {id}",
    ),
    one(
        "chain_length", "appraisal.evaluation {id}", FINAL, "workflow_event",
        f"DELETE FROM workflow_event WHERE {OF_FORM} = {{id}} AND version = 1",
    ),
    event("event_has_subject", "subject_id = -1", "kind = 'appraisal.evaluation'"),
    one(
        "deadline_fits_state", "deadline {id}",
        "SELECT MIN(id) FROM workflow_deadline WHERE kind = 'appraisal.evaluation' AND name = 'self_ends'",
        "workflow_deadline", "UPDATE workflow_deadline SET settled_at = NULL WHERE id = {id}",
    ),
    event("chain_links", "prev_hash = 'x'", "version = 1"),
    event("event_has_actor", "actor_id = NULL", "role = 'assessor'"),
    event("event_moves_from_where_it_was", "from_state = 'cancelled'", "version = 2"),
    event("event_after_its_cause", "cause_id = id", "cause_id IS NOT NULL"),
    one(
        "step_is_announced", "event {id}", "SELECT MIN(id) FROM workflow_event WHERE transition = 'submit'",
        "workflow_outbox", "DELETE FROM workflow_outbox WHERE event_id = {id}",
    ),
    one(
        "message_has_event", "message {id}", "SELECT MIN(id) FROM workflow_outbox", "workflow_outbox",
        "UPDATE workflow_outbox SET event_id = -1 WHERE id = {id}",
    ),
    one(
        "message_is_not_overtaken", "message {id}",
        "SELECT MAX(id) FROM workflow_outbox WHERE name = 'evaluation.accepted'", "workflow_outbox",
        """UPDATE workflow_outbox SET relayed_at = NULL WHERE kind = 'appraisal.evaluation' AND name =
        'evaluation.submitted' AND subject_id = (SELECT o.subject_id FROM workflow_outbox o WHERE o.id = {id})""",
    ),
    one(
        "text_belongs_to_event", "text of event -{id}", "SELECT MIN(event_id) FROM workflow_eventtext",
        "workflow_eventtext", "UPDATE workflow_eventtext SET event_id = -{id} WHERE event_id = {id}",
    ),
)  # fmt: skip
FORMS = (
    one(
        "one_form_per_cycle", "employee {id}", "SELECT MIN(employee_id) FROM appraisal_evaluation",
        "appraisal_evaluation", "UPDATE appraisal_evaluation SET cycle_id = -1 WHERE employee_id = {id}",
    ),
    form("closed_cycle_is_settled", "state = 'objection'"),
    one(
        "cycle_keeps_its_rules", "cycle {id}", "SELECT MIN(id) FROM appraisal_cycle", "appraisal_cycle",
        "UPDATE appraisal_cycle SET rule_hash = 'x' WHERE id = {id}",
    ),
    one(
        "form_has_every_item", "evaluation {id} hasil_utama", FINAL, "appraisal_evaluationitem",
        "UPDATE appraisal_evaluationitem SET weight = weight + 1 WHERE evaluation_id = {id} AND code = 'hasil_utama'",
    ),
    one(
        "result_is_newest_record", "evaluation {id}", FINAL, "appraisal_resultrecord",
        "UPDATE appraisal_resultrecord SET score = score + 1 WHERE evaluation_id = {id}",
    ),
    form("predicate_is_its_cell", "predicate = CASE predicate WHEN 'baik' THEN 'kurang' ELSE 'baik' END"),
    form("final_was_handed_over", "handed_over_at = NULL"),
    form(
        "silence_waits_for_the_window", "window_ends_at = '2099-01-01 00:00:00+00:00'",
        "SELECT MIN(subject_id) FROM workflow_event WHERE transition = 'lapse_window'",
    ),
    event(
        "nobody_rates_himself",
        """actor_id = (SELECT u.id FROM organization_user u JOIN appraisal_evaluation e
        ON e.employee_id = u.employee_id WHERE e.id = workflow_event.subject_id)""",
        "kind = 'appraisal.evaluation' AND transition = 'approve'",
    ),
    one(
        "decider_did_not_rate", "objection {id}", DISPUTE, "workflow_event",
        """UPDATE workflow_event SET actor_id = (SELECT MAX(a.actor_id) FROM workflow_event a
        JOIN appraisal_objection o ON o.evaluation_id = a.subject_id
        WHERE a.kind = 'appraisal.evaluation' AND a.transition = 'approve' AND o.id = {id})
        WHERE kind = 'appraisal.objection' AND subject_id = {id} AND transition = 'decide'""",
    ),
    form("dispute_is_marked", "disputed = (1 = 1)"),
    one(
        "decision_made_a_result", "objection {id}", DISPUTE, "appraisal_objection",
        "UPDATE appraisal_objection SET predicate_after = 'lain' WHERE id = {id}",
    ),
    one(
        "decided_item_by_item", "objection {id}", DISPUTE, "appraisal_objectionitem",
        "UPDATE appraisal_objectionitem SET ruling_reason = '' WHERE objection_id = {id}",
    ),
    Fault(
        "open_form_has_somebody", "evaluation {id}", FINAL, ("appraisal_evaluation", "organization_rolegrant"),
        (
            "UPDATE appraisal_evaluation SET state = 'supervisor_review', assessor_id = NULL WHERE id = {id}", NO_HR,
        ),
    ),
    Fault(
        "open_objection_has_somebody", "objection {id}", DISPUTE, ("appraisal_objection", "organization_rolegrant"),
        ("UPDATE appraisal_objection SET state = 'answered', decider_id = NULL WHERE id = {id}", NO_HR),
    ),
)  # fmt: skip
SEGMENTS = (
    one(
        "segments_cover_the_period", "evaluation {id}", "SELECT MIN(evaluation_id) FROM appraisal_periodsegment",
        "appraisal_periodsegment",
        "DELETE FROM appraisal_periodsegment WHERE evaluation_id = {id} AND sequence = 1",
    ),
    one(
        "segments_follow_each_other", "segment {id}", "SELECT MIN(id) FROM appraisal_periodsegment WHERE sequence = 2",
        "appraisal_periodsegment",
        """UPDATE appraisal_periodsegment SET first_day = (SELECT p.first_day FROM appraisal_periodsegment p
        WHERE p.evaluation_id = appraisal_periodsegment.evaluation_id AND p.sequence = 1) WHERE id = {id}""",
    ),
    one(
        "segment_ends_with_its_form", "evaluation {id}", "SELECT MIN(evaluation_id) FROM appraisal_periodsegment",
        "appraisal_periodsegment", "UPDATE appraisal_periodsegment SET state = 'current' WHERE evaluation_id = {id}",
    ),
    one(
        "closed_segment_was_rated", "segment {id}",
        """SELECT MIN(subject_id) FROM workflow_event
        WHERE kind = 'appraisal.period_segment' AND transition = 'close'""",
        "appraisal_periodsegment", "UPDATE appraisal_periodsegment SET note = '' WHERE id = {id}",
    ),
)  # fmt: skip
HELP = (
    one(
        "low_result_has_one_case", "evaluation {id}", "SELECT MIN(source_id) FROM cases_casetrigger WHERE live",
        "cases_casetrigger", "UPDATE cases_casetrigger SET live = (1 = 0) WHERE source_id = {id}",
    ),
    one(
        "cause_is_a_final_result", "cause {id}", "SELECT MIN(id) FROM cases_casetrigger WHERE live",
        "cases_casetrigger", "UPDATE cases_casetrigger SET source_id = -1 WHERE id = {id}",
    ),
    one(
        "one_open_case", "employee {id}", f"SELECT employee_id FROM cases_improvementcase WHERE id = ({OPEN_CASE})",
        "cases_improvementcase",
        """INSERT INTO cases_improvementcase SELECT * FROM cases_improvementcase
        WHERE employee_id = {id} AND state IN ('opened', 'planned', 'active')""",
    ),
    case("causes_are_counted", "live_causes = live_causes + 1", "live_causes > 0"),
    case("open_case_has_cause", "live_causes = 0", "state = 'active'"),
    Fault(
        "open_case_has_somebody", "case {id}", OPEN_CASE, ("cases_improvementcase", "organization_rolegrant"),
        ("UPDATE cases_improvementcase SET supervisor_id = NULL WHERE id = {id}", NO_HR),
    ),
    case("case_stands_where_it_moved", "unit_id = -1", "id IN (SELECT case_id FROM cases_casetransfer)"),
    case("case_followed_its_person", "unit_id = -1", "state = 'active'"),
    case("work_begins_with_agreement", "started_at = NULL", "state = 'active'"),
    case("closed_case_has_outcome", "outcome = ''", "state = 'closed'"),
    one(
        "completed_training_has_hours", "enrolment {id}",
        "SELECT MIN(id) FROM cases_enrolment WHERE state = 'completed'", "cases_enrolment",
        "UPDATE cases_enrolment SET jp_hours = NULL WHERE id = {id}",
    ),
    one(
        "certificate_is_the_persons_own", "enrolment {id}",
        "SELECT MIN(id) FROM cases_enrolment WHERE certificate_id IS NOT NULL", "cases_certificate",
        "UPDATE cases_certificate SET employee_id = -1 WHERE enrolment_id = {id}",
    ),
    one(
        "seats_are_enough", "training {id}",
        "SELECT MIN(training_id) FROM cases_enrolment WHERE state = 'completed'", "cases_training",
        "UPDATE cases_training SET seats = 0 WHERE id = {id}",
    ),
)  # fmt: skip
YEARS = (
    one(
        "one_year_per_person", "employee {id} in ", "SELECT MIN(employee_id) FROM appraisal_annualresult",
        "appraisal_annualresult",
        "INSERT INTO appraisal_annualresult SELECT * FROM appraisal_annualresult WHERE employee_id = {id}",
    ),
    year("months_are_at_most_twelve", in_trace(_month_less)),
    year("no_month_twice", in_trace(_month_twice), says="annual result {id} month "),
    year("proposal_is_the_weighted_mean", in_trace(_other_place)),
    year("year_rests_on_final_results", in_trace(_other_predicate)),
    one(
        "year_is_newest_record", "annual result {id}", DECIDED, "appraisal_annualrecord",
        "UPDATE appraisal_annualrecord SET predicate = 'lain' WHERE annual_id = {id}",
    ),
    one(
        "credit_is_the_sum_of_its_lines", "annual result {id}",
        "SELECT MIN(id) FROM appraisal_annualresult WHERE credit_points > 0", "appraisal_annualresult",
        "UPDATE appraisal_annualresult SET credit_points = credit_points + 1 WHERE id = {id}",
    ),
    one(
        "credit_months_are_appraised", "annual result {id}",
        "SELECT MIN(id) FROM appraisal_annualresult WHERE credit_points > 0", "appraisal_annualresult",
        "UPDATE appraisal_annualresult SET state = 'proposed' WHERE id = {id}",
    ),
)  # fmt: skip
FACTS = (
    one(
        "innovation_shares_are_whole", "innovation {id}",
        "SELECT MIN(id) FROM appraisal_innovation WHERE state = 'in_use'", "appraisal_innovationshare",
        "UPDATE appraisal_innovationshare SET share = share - 1 WHERE innovation_id = {id}",
    ),
    one(
        "metric_shares_are_whole", "metric {id} from ", "SELECT MIN(metric_id) FROM appraisal_metricshare",
        "appraisal_metricshare", "UPDATE appraisal_metricshare SET share = share - 1 WHERE metric_id = {id}",
    ),
    one(
        "metric_periods_do_not_cut", "metric {id}", "SELECT MIN(metric_id) FROM appraisal_metricshare",
        "appraisal_metricshare",
        """UPDATE appraisal_metricshare SET period_until = '2027-12-31' WHERE metric_id = {id} AND period_from =
        (SELECT MIN(period_from) FROM appraisal_metricshare WHERE metric_id = {id})""",
    ),
    one(
        "month_begins_with_its_first_day", "attendance {id}", "SELECT MIN(id) FROM appraisal_attendancemonth",
        "appraisal_attendancemonth", "UPDATE appraisal_attendancemonth SET month = '2026-02-02' WHERE id = {id}",
    ),
    one(
        "attendance_came_with_an_applied_file", "attendance {id}", "SELECT MIN(id) FROM appraisal_attendancemonth",
        "organization_importbatch",
        """UPDATE organization_importbatch SET state = 'refused'
        WHERE id = (SELECT batch_id FROM appraisal_attendancemonth WHERE id = {id})""",
    ),
    one(
        "one_definitive_post_at_a_time", "appointment {id}",
        """SELECT MAX(a.id) FROM organization_appointment a WHERE a.capacity = 'definitive' AND EXISTS (
        SELECT 1 FROM organization_appointment b WHERE b.employee_id = a.employee_id
        AND b.capacity = 'definitive' AND b.id < a.id)""",
        "organization_appointment",
        """UPDATE organization_appointment SET valid_to = NULL WHERE employee_id =
        (SELECT n.employee_id FROM organization_appointment n WHERE n.id = {id})""",
    ),
    one(
        "post_lies_in_the_unit", "employee {id}", "SELECT MIN(id) FROM organization_employee",
        "organization_employee", "UPDATE organization_employee SET unit_id = -1 WHERE id = {id}",
    ),
    one(
        "units_nest", "unit {id}", "SELECT MIN(id) FROM organization_unit WHERE parent_id IS NOT NULL",
        "organization_unit", "UPDATE organization_unit SET rght = rght + 9999 WHERE id = {id}",
    ),
    one(
        "notice_has_event", "notice {id}", "SELECT MIN(id) FROM notifications_inboxitem", "notifications_inboxitem",
        "UPDATE notifications_inboxitem SET event_id = -1 WHERE id = {id}",
    ),
)  # fmt: skip
FAULTS = (*RECORD, *FORMS, *SEGMENTS, *HELP, *YEARS, *FACTS)
