"""Books of periods in which the assessor changed."""

from typing import Final

from config.books.book import Book

SEGMENTS: Final = (
    Book(
        "segments_cover_the_period",
        "The segments of a form begin with the first day of the period and end with its last one.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
        JOIN appraisal_periodsegment s ON s.evaluation_id = e.id
        GROUP BY e.id, c.period_from, c.period_until
        HAVING MIN(s.first_day) <> c.period_from OR MAX(s.last_day) <> c.period_until OR MIN(s.sequence) <> 1
          OR MAX(s.sequence) <> COUNT(*)""",
    ),
    Book(
        "segments_follow_each_other",
        "Each segment begins on the day after the one before it has ended.",
        """SELECT 'segment ' || n.id FROM appraisal_periodsegment p JOIN appraisal_periodsegment n
        ON n.evaluation_id = p.evaluation_id AND n.sequence = p.sequence + 1
        WHERE n.first_day <> DAY_AFTER(p.last_day)""",
    ),
    Book(
        "segment_ends_with_its_form",
        "The last segment stands with the present assessor as long as the form can still change him, and no longer.",
        """SELECT 'evaluation ' || e.id FROM appraisal_evaluation e WHERE EXISTS (
          SELECT 1 FROM appraisal_periodsegment s WHERE s.evaluation_id = e.id)
        AND (e.state IN ('draft', 'self_assessment', 'supervisor_review')) <> EXISTS (
          SELECT 1 FROM appraisal_periodsegment s WHERE s.evaluation_id = e.id AND s.state = 'current')""",
    ),
    Book(
        "closed_segment_was_rated",
        "A segment that its former assessor closed has both ratings and a note.",
        """SELECT 'segment ' || s.id FROM appraisal_periodsegment s JOIN workflow_event v
        ON v.kind = 'appraisal.period_segment' AND v.subject_id = s.id AND v.transition = 'close'
        WHERE s.results_rating IS NULL OR s.behaviour_rating IS NULL OR s.note = ''""",
    ),
)
