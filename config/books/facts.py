"""Books of what stands beside the ratings: shares, attendance, imports, appointments, units."""

from typing import Final

from config.books.book import Book

FACTS: Final = (
    Book(
        "innovation_shares_are_whole",
        "The shares in an innovation that was handed in are a hundred together.",
        """SELECT 'innovation ' || i.id FROM appraisal_innovation i
        LEFT JOIN appraisal_innovationshare s ON s.innovation_id = i.id
        WHERE i.state NOT IN ('draft', 'discarded', 'returned')
        GROUP BY i.id HAVING COALESCE(SUM(s.share), 0) <> 100""",
    ),
    Book(
        "metric_shares_are_whole",
        "The shares in a metric over a period are a hundred together.",
        """SELECT 'metric ' || metric_id || ' from ' || CAST(period_from AS text) FROM appraisal_metricshare
        GROUP BY metric_id, period_from, period_until HAVING SUM(share) <> 100""",
    ),
    Book(
        "metric_periods_do_not_cut",
        "No two periods of shares in a metric cut into each other.",
        """SELECT 'metric ' || a.metric_id FROM appraisal_metricshare a JOIN appraisal_metricshare b
        ON b.metric_id = a.metric_id AND b.period_from <= a.period_until AND b.period_until >= a.period_from
        AND (b.period_from < a.period_from OR (b.period_from = a.period_from AND b.period_until < a.period_until))""",
    ),
    Book(
        "month_begins_with_its_first_day",
        "A month of attendance is named by its first day.",
        "SELECT 'attendance ' || id FROM appraisal_attendancemonth WHERE CAST(month AS text) NOT LIKE '%-01'",
    ),
    Book(
        "attendance_came_with_an_applied_file",
        "Attendance that came with a file came with one that was applied.",
        """SELECT 'attendance ' || a.id FROM appraisal_attendancemonth a
        JOIN organization_importbatch b ON b.id = a.batch_id WHERE b.state <> 'applied' OR b.about <> 'attendance'""",
    ),
    Book(
        "one_definitive_post_at_a_time",
        "Nobody holds two definitive posts on one day.",
        """SELECT 'appointment ' || a.id FROM organization_appointment a JOIN organization_appointment b
        ON b.employee_id = a.employee_id AND b.id < a.id AND a.capacity = 'definitive' AND b.capacity = 'definitive'
        AND (a.valid_to IS NULL OR a.valid_to >= b.valid_from)
        AND (b.valid_to IS NULL OR b.valid_to >= a.valid_from)""",
    ),
    Book(
        "post_lies_in_the_unit",
        "Everybody works in the unit of the post that is held now.",
        """SELECT 'employee ' || e.id FROM organization_employee e JOIN organization_post p ON p.id = e.post_id
        WHERE p.unit_id <> e.unit_id""",
    ),
    Book(
        "units_nest",
        "Every unit lies inside the one above it.",
        """SELECT 'unit ' || c.id FROM organization_unit c JOIN organization_unit p ON p.id = c.parent_id
        WHERE c.lft <= p.lft OR c.rght >= p.rght OR c.lft >= c.rght""",
    ),
    Book(
        "notice_has_event",
        "No notice speaks of an event that is not there.",
        """SELECT 'notice ' || n.id FROM notifications_inboxitem n
        WHERE NOT EXISTS (SELECT 1 FROM workflow_event e WHERE e.id = n.event_id)""",
    ),
)
