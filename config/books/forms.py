"""Books of cycles, evaluations and objections."""

from typing import Final

from config.books.book import Book

# HR of the unit can name somebody else, so a seat that is empty or deserted still has somebody who acts.
HR_ABOVE: Final = """EXISTS (SELECT 1 FROM organization_rolegrant g JOIN organization_unit gu ON gu.id = g.unit_id
  JOIN organization_user hu ON hu.id = g.user_id
  WHERE g.role = 'hr' AND g.state = 'active' AND hu.is_active AND gu.lft <= u.lft AND gu.rght >= u.rght
  AND (hu.employee_id IS NULL OR hu.employee_id <> {person}))"""


def held(seat: str) -> str:
    """Somebody sits there who still works here and has an account."""
    return f"""EXISTS (SELECT 1 FROM organization_user au JOIN organization_employee ae ON ae.id = au.employee_id
  WHERE au.is_active AND ae.active AND ae.id = {seat})"""


FORMS: Final = (
    Book(
        "one_form_per_cycle",
        "Nobody has two forms in one cycle.",
        """SELECT 'employee ' || employee_id || ' in cycle ' || cycle_id FROM appraisal_evaluation
        GROUP BY employee_id, cycle_id HAVING COUNT(*) > 1""",
    ),
    Book(
        "closed_cycle_is_settled",
        "A closed cycle holds only forms that are final or cancelled.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
        WHERE c.state = 'closed' AND e.state NOT IN ('final', 'cancelled')""",
    ),
    Book(
        "cycle_keeps_its_rules",
        "An opened cycle names the hash of the rule set it belongs to.",
        """SELECT 'cycle ' || c.id FROM appraisal_cycle c JOIN appraisal_ruleset r ON r.id = c.rule_set_id
        WHERE c.rule_hash <> '' AND c.rule_hash <> r.content_hash""",
    ),
    Book(
        "form_has_every_item",
        "A form has one item for each indicator of the rules it is under, with the weight the rules give.",
        """SELECT 'evaluation ' || e.id || ' ' || JSON_TEXT(i.value, code) FROM appraisal_evaluation e
        JOIN appraisal_cycle c ON c.id = e.cycle_id
        JOIN appraisal_ruleset r ON r.id = COALESCE(e.rule_set_id, c.rule_set_id)
        CROSS JOIN JSON_ROWS(r.content, indicators) AS i
        LEFT JOIN appraisal_evaluationitem t ON t.evaluation_id = e.id AND t.retired_at IS NULL
          AND t.code = JSON_TEXT(i.value, code)
        WHERE t.id IS NULL OR t.weight <> CAST(JSON_TEXT(i.value, weight) AS numeric)""",
    ),
    Book(
        "result_is_newest_record",
        "The result of a form that was handed over is the newest of the results kept for it.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e WHERE e.state IN ('objection', 'final')
        AND NOT EXISTS (SELECT 1 FROM appraisal_resultrecord r WHERE r.evaluation_id = e.id
          AND r.predicate = e.predicate AND (r.score = e.score OR (r.score IS NULL AND e.score IS NULL))
          AND r.sequence = (SELECT MAX(n.sequence) FROM appraisal_resultrecord n WHERE n.evaluation_id = e.id))""",
    ),
    Book(
        "predicate_is_its_cell",
        "A final predicate stands in the cell of the matrix that its two ratings name.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
        JOIN appraisal_ruleset r ON r.id = COALESCE(e.rule_set_id, c.rule_set_id)
        WHERE e.state = 'final' AND JSON_TEXT(r.content, scheme) = 'matrix_2022'
        AND NOT EXISTS (SELECT 1 FROM JSON_ROWS(r.content, matrix) AS m
          WHERE JSON_TEXT(m.value, results) = JSON_TEXT(e.result, areas.results.rating)
          AND JSON_TEXT(m.value, behaviour) = JSON_TEXT(e.result, areas.behaviour.rating)
          AND JSON_TEXT(m.value, predicate) = e.predicate)""",
    ),
    Book(
        "final_was_handed_over",
        "A final result was delivered, handed over and made final, in this order.",
        """SELECT 'evaluation ' || id FROM appraisal_evaluation WHERE state = 'final' AND (delivered_at IS NULL
        OR handed_over_at IS NULL OR finalised_at IS NULL OR handed_over_at < delivered_at
        OR finalised_at < handed_over_at)""",
    ),
    Book(
        "silence_waits_for_the_window",
        "A result that became final by silence did so no earlier than its window ended.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN workflow_event v
        ON v.kind = 'appraisal.evaluation' AND v.subject_id = e.id AND v.transition = 'lapse_window'
        WHERE e.state = 'final' AND e.finalised_at = v.effective_at AND v.effective_at < e.window_ends_at""",
    ),
    Book(
        "nobody_rates_himself",
        "No step of a form or of an objection was taken by its own subject in another part.",
        """SELECT 'event ' || v.id FROM workflow_event v
        JOIN appraisal_evaluation e ON v.kind = 'appraisal.evaluation' AND v.subject_id = e.id
        JOIN organization_user u ON u.id = v.actor_id AND u.employee_id = e.employee_id
        WHERE v.role NOT IN ('subject', '') AND v.version > 0
        UNION ALL SELECT 'event ' || v.id FROM workflow_event v
        JOIN appraisal_objection o ON v.kind = 'appraisal.objection' AND v.subject_id = o.id
        JOIN appraisal_evaluation e ON e.id = o.evaluation_id
        JOIN organization_user u ON u.id = v.actor_id AND u.employee_id = e.employee_id
        WHERE v.role NOT IN ('subject', '') AND v.version > 0""",
    ),
    Book(
        "decider_did_not_rate",
        "Whoever decided an objection is neither its author nor the person who approved the result.",
        """SELECT 'objection ' || o.id FROM appraisal_objection o JOIN workflow_event d
        ON d.kind = 'appraisal.objection' AND d.subject_id = o.id AND d.transition = 'decide'
        JOIN workflow_event a ON a.kind = 'appraisal.evaluation' AND a.subject_id = o.evaluation_id
        AND a.transition IN ('approve', 'propose') AND a.actor_id = d.actor_id""",
    ),
    Book(
        "dispute_is_marked",
        "A form is marked as disputed as long as an objection to it is filed and not decided, and no longer.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e WHERE e.disputed <> EXISTS (
          SELECT 1 FROM appraisal_objection o WHERE o.evaluation_id = e.id AND o.state IN ('filed', 'answered'))""",
    ),
    Book(
        "decision_made_a_result",
        "A decided objection left a result on the ground of a decision, and its predicate is the one it names.",
        """SELECT 'objection ' || o.id FROM appraisal_objection o WHERE o.state = 'decided' AND NOT EXISTS (
          SELECT 1 FROM appraisal_resultrecord r WHERE r.evaluation_id = o.evaluation_id AND r.ground = 'decided'
          AND r.predicate = o.predicate_after)""",
    ),
    Book(
        "decided_item_by_item",
        "Every contested item of a decided objection has a ruling with its reason.",
        """SELECT 'objection ' || o.id FROM appraisal_objection o
        JOIN appraisal_objectionitem i ON i.objection_id = o.id WHERE o.state = 'decided'
        AND (i.ruling = '' OR i.ruling_reason = '')""",
    ),
    Book(
        "open_form_has_somebody",
        "Every open form has somebody who can take its next step, or HR above it who can name somebody.",
        f"""SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN organization_unit u ON u.id = e.unit_id
        WHERE ((e.state = 'self_assessment' AND NOT {held("e.employee_id")})
          OR (e.state = 'supervisor_review' AND NOT {held("e.assessor_id")})
          OR (e.state = 'calibration' AND NOT {held("e.superior_id")}))
        AND NOT {HR_ABOVE.format(person="e.employee_id")}""",
    ),
    Book(
        "open_objection_has_somebody",
        "Every filed objection has somebody who answers or decides, or HR above it who can name somebody.",
        f"""SELECT 'objection ' || o.id FROM appraisal_objection o
        JOIN appraisal_evaluation e ON e.id = o.evaluation_id JOIN organization_unit u ON u.id = e.unit_id
        WHERE ((o.state = 'filed' AND NOT {held("e.assessor_id")})
          OR (o.state = 'answered' AND NOT {held("o.decider_id")}))
        AND NOT {HR_ABOVE.format(person="e.employee_id")}""",
    ),
)
