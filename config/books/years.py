"""Books of annual results: months, the proposal done again, what a decision rests on, credit points."""

from typing import Final

from config.books.book import Book

DECIDED: Final = "('decided', 'acknowledged')"
# The rows of a decided year's trace; what a year without a proposal was decided on has no sums.
PERIODS: Final = "appraisal_annualresult a CROSS JOIN JSON_ROWS(a.trace, periods) AS p"

YEARS: Final = (
    Book(
        "one_year_per_person",
        "Nobody has two annual results of one year.",
        """SELECT 'employee ' || employee_id || ' in ' || year FROM appraisal_annualresult WHERE state <> 'cancelled'
        GROUP BY employee_id, year HAVING COUNT(*) > 1""",
    ),
    Book(
        "months_are_at_most_twelve",
        "The months of a year's periods are those it counts, and at most twelve.",
        f"""SELECT 'annual result ' || a.id FROM {PERIODS}
        WHERE a.state IN {DECIDED} AND JSON_TEXT(a.trace, months) IS NOT NULL GROUP BY a.id
        HAVING SUM(JSON_COUNT(p.value, months)) > 12
        OR SUM(JSON_COUNT(p.value, months)) <> MAX(CAST(JSON_TEXT(a.trace, months) AS integer))""",
    ),
    Book(
        "no_month_twice",
        "No month of a year counts for two periods.",
        f"""SELECT 'annual result ' || a.id || ' month ' || CAST(m.value AS text)
        FROM {PERIODS} CROSS JOIN JSON_ROWS(p.value, months) AS m WHERE a.state IN {DECIDED}
        GROUP BY a.id, CAST(m.value AS text) HAVING COUNT(*) > 1""",
    ),
    Book(
        "proposal_is_the_weighted_mean",
        "A proposal is the mean of its periods' predicates weighted by their months, rounded half up.",
        f"""SELECT 'annual result ' || d.id FROM (
          SELECT a.id AS id, a.proposed AS proposed, a.trace AS trace,
            SUM(CAST(JSON_TEXT(p.value, place) AS integer) * JSON_COUNT(p.value, months)) AS total,
            SUM(JSON_COUNT(p.value, months)) AS number
          FROM {PERIODS} WHERE a.state IN {DECIDED} AND a.proposed <> '' GROUP BY a.id, a.proposed, a.trace
        ) d WHERE d.number = 0
        OR CAST(JSON_TEXT(d.trace, place) AS integer) <> (2 * d.total + d.number) / (2 * d.number)
        OR CAST(JSON_TEXT(d.trace, sum) AS integer) <> d.total OR JSON_TEXT(d.trace, predicate) <> d.proposed""",
    ),
    Book(
        "year_rests_on_final_results",
        "A decided year rests on final results of its person with the predicates they still have.",
        f"""SELECT 'annual result ' || a.id FROM {PERIODS} WHERE a.state IN {DECIDED} AND NOT EXISTS (
          SELECT 1 FROM appraisal_evaluation e WHERE e.employee_id = a.employee_id AND e.state = 'final'
          AND e.predicate = JSON_TEXT(p.value, predicate)
          AND REPLACE(CAST(e.public_id AS text), '-', '') = REPLACE(JSON_TEXT(p.value, form), '-', ''))""",
    ),
    Book(
        "year_is_newest_record",
        "A decided year is the newest of the decisions kept for it.",
        f"""SELECT 'annual result ' || a.id FROM appraisal_annualresult a WHERE a.state IN {DECIDED} AND NOT EXISTS (
          SELECT 1 FROM appraisal_annualrecord r WHERE r.annual_id = a.id AND r.predicate = a.predicate
          AND r.trace_hash = a.basis
          AND r.sequence = (SELECT MAX(n.sequence) FROM appraisal_annualrecord n WHERE n.annual_id = a.id))""",
    ),
    Book(
        "credit_is_the_sum_of_its_lines",
        "The credit points of a year are the sum of their lines, to the hundredth.",
        """SELECT 'annual result ' || d.id FROM (
          SELECT a.id AS id, a.credit_points AS points, COALESCE(
            (SELECT SUM(CAST(ROUND(CAST(JSON_TEXT(l.value, points) AS numeric) * 100) AS integer))
             FROM JSON_ROWS(a.credit, lines) AS l), 0) AS total
          FROM appraisal_annualresult a WHERE a.credit_points IS NOT NULL
        ) d WHERE CAST(ROUND(d.points * 100) AS integer) <> d.total""",
    ),
    Book(
        "credit_months_are_appraised",
        "Credit points count no more months than the year has, and only with a decision.",
        f"""SELECT 'annual result ' || a.id FROM appraisal_annualresult a
        WHERE a.credit_points IS NOT NULL AND (a.state NOT IN {DECIDED} OR (
          SELECT SUM(JSON_COUNT(l.value, months)) FROM JSON_ROWS(a.credit, lines) AS l) > 12)""",
    ),
)
