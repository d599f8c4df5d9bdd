"""Books of improvement cases and trainings."""

from typing import Final

from config.books.book import Book
from config.books.forms import HR_ABOVE, held

OPEN: Final = "('opened', 'planned', 'active', 'under_review', 'on_hold')"

HELP: Final = (
    Book(
        "low_result_has_one_case",
        "Every final result with a low predicate is the live cause of exactly one case.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
        JOIN appraisal_ruleset r ON r.id = COALESCE(e.rule_set_id, c.rule_set_id)
        WHERE e.state = 'final'
        AND EXISTS (SELECT 1 FROM JSON_ROWS(r.content, low) AS l WHERE CAST(l.value AS text)
          IN (e.predicate, '"' || e.predicate || '"'))
        AND (SELECT COUNT(*) FROM cases_casetrigger t WHERE t.source_kind = 'appraisal.evaluation'
          AND t.source_id = e.id AND t.kind = 'predicate' AND t.live) <> 1""",
    ),
    Book(
        "cause_is_a_final_result",
        "A live cause that is a result points to a final result of the person the case is for.",
        """SELECT 'cause ' || t.id FROM cases_casetrigger t JOIN cases_improvementcase k ON k.id = t.case_id
        WHERE t.source_kind = 'appraisal.evaluation' AND t.live AND NOT EXISTS (
          SELECT 1 FROM appraisal_evaluation e WHERE e.id = t.source_id AND e.state = 'final'
          AND e.employee_id = k.employee_id)""",
    ),
    Book(
        "one_open_case",
        "Nobody has two open cases.",
        f"""SELECT 'employee ' || employee_id FROM cases_improvementcase WHERE state IN {OPEN}
        GROUP BY employee_id HAVING COUNT(*) > 1""",
    ),
    Book(
        "causes_are_counted",
        "A case counts its live causes.",
        """SELECT 'case ' || k.id FROM cases_improvementcase k WHERE k.live_causes <> (
          SELECT COUNT(*) FROM cases_casetrigger t WHERE t.case_id = k.id AND t.live)""",
    ),
    Book(
        "open_case_has_cause",
        "An open case has a live cause; one without any was withdrawn.",
        f"""SELECT 'case ' || id FROM cases_improvementcase
        WHERE (state IN {OPEN} AND live_causes = 0) OR (state = 'withdrawn' AND live_causes > 0)""",
    ),
    Book(
        "open_case_has_somebody",
        "Every open case has a supervisor who works here, or HR above it who can name one.",
        f"""SELECT 'case ' || k.id FROM cases_improvementcase k JOIN organization_unit u ON u.id = k.unit_id
        WHERE k.state IN {OPEN} AND NOT {held("k.supervisor_id")} AND NOT {HR_ABOVE.format(person="k.employee_id")}""",
    ),
    Book(
        "case_stands_where_it_moved",
        "A case belongs to the unit its last transfer led to.",
        """SELECT 'case ' || k.id FROM cases_improvementcase k JOIN cases_casetransfer t ON t.case_id = k.id
        WHERE t.to_unit_id <> k.unit_id
        AND t.id = (SELECT MAX(n.id) FROM cases_casetransfer n WHERE n.case_id = k.id)""",
    ),
    Book(
        "case_followed_its_person",
        "An open case belongs to the unit its person works in.",
        f"""SELECT 'case ' || k.id FROM cases_improvementcase k JOIN organization_employee e ON e.id = k.employee_id
        WHERE k.state IN {OPEN} AND e.active AND e.unit_id <> k.unit_id""",
    ),
    Book(
        "work_begins_with_agreement",
        "A case that is worked on was agreed to or dissented from by its person before, and agreed to above.",
        """SELECT 'case ' || id FROM cases_improvementcase WHERE state IN ('active', 'under_review')
        AND (started_at IS NULL OR supervisor_agreed_at IS NULL)""",
    ),
    Book(
        "closed_case_has_outcome",
        "A closed case has its outcome and its day.",
        """SELECT 'case ' || id FROM cases_improvementcase WHERE state = 'closed'
        AND (outcome = '' OR closed_at IS NULL)""",
    ),
    Book(
        "completed_training_has_hours",
        "A completed training has its day and its hours; nothing else has hours.",
        """SELECT 'enrolment ' || id FROM cases_enrolment
        WHERE (state = 'completed' AND (completed_on IS NULL OR jp_hours IS NULL))
        OR (state <> 'completed' AND jp_hours IS NOT NULL)""",
    ),
    Book(
        "certificate_is_the_persons_own",
        "The certificate of an enrolment belongs to the person and to the enrolment.",
        """SELECT 'enrolment ' || n.id FROM cases_enrolment n JOIN cases_certificate c ON c.id = n.certificate_id
        WHERE c.employee_id <> n.employee_id OR c.enrolment_id <> n.id""",
    ),
    Book(
        "seats_are_enough",
        "No training has more people with a seat than seats.",
        """SELECT 'training ' || t.id FROM cases_training t JOIN cases_enrolment n ON n.training_id = t.id
        WHERE n.state IN ('approved', 'attended', 'completed') GROUP BY t.id, t.seats HAVING COUNT(*) > t.seats""",
    ),
)
