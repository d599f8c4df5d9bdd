"""Books of the record: states against events, chains, actors, deadlines, and what was passed on.

The statements over all machines are written from their tables, so that a new machine is in the books by itself.
"""

from collections.abc import Callable

from config.books.book import Book
from workflow.tables import MachineTable, machines, table_of


def _over_all(piece: Callable[[MachineTable], str]) -> str:
    return " UNION ALL ".join(piece(table_of(model)) for model in machines())


def _state(table: MachineTable) -> str:
    rows = table.model._meta.db_table
    return f"""SELECT '{table.kind} ' || t.id FROM {rows} t
        LEFT JOIN workflow_event e ON e.kind = '{table.kind}' AND e.subject_id = t.id AND e.version = t.version
        WHERE e.id IS NULL OR e.to_state <> t.state OR e.hash <> t.chain_head"""


def _length(table: MachineTable) -> str:
    rows = table.model._meta.db_table
    return f"""SELECT '{table.kind} ' || t.id FROM {rows} t JOIN (
          SELECT subject_id, COUNT(*) AS number, MAX(version) AS newest FROM workflow_event
          WHERE kind = '{table.kind}' GROUP BY subject_id
        ) e ON e.subject_id = t.id WHERE e.number <> t.version + 1 OR e.newest <> t.version"""


def _orphans(table: MachineTable) -> str:
    rows = table.model._meta.db_table
    return f"""SELECT 'event ' || e.id FROM workflow_event e WHERE e.kind = '{table.kind}'
        AND NOT EXISTS (SELECT 1 FROM {rows} t WHERE t.id = e.subject_id)"""


def _deadlines(table: MachineTable) -> str:
    rows = table.model._meta.db_table
    known = " OR ".join(
        f"(t.state = '{state}' AND d.name = '{rule.name}')"
        for state, rules in table.deadlines.items()
        for rule in rules
    )
    return f"""SELECT 'deadline ' || d.id FROM workflow_deadline d JOIN {rows} t ON t.id = d.subject_id
        WHERE d.kind = '{table.kind}' AND d.settled_at IS NULL AND NOT ({known or "1 = 0"})"""


def record() -> tuple[Book, ...]:
    """The books of the record."""
    return (
        Book(
            "state_is_last_event",
            "Every subject stands in the state its last event led to, and its row holds that event's hash.",
            _over_all(_state),
        ),
        Book(
            "chain_length",
            "A subject of version n has n + 1 events, numbered from 0 without a gap.",
            _over_all(_length),
        ),
        Book("event_has_subject", "No event speaks of a row that is not there.", _over_all(_orphans)),
        Book(
            "deadline_fits_state",
            "A deadline that is pending belongs to the state its subject stands in.",
            _over_all(_deadlines),
        ),
        *PLAIN,
    )


PLAIN = (
    Book(
        "chain_links",
        "Every event names the hash of the one before it; the first names none.",
        """SELECT 'event ' || e.id FROM workflow_event e
        LEFT JOIN workflow_event p ON p.kind = e.kind AND p.subject_id = e.subject_id AND p.version = e.version - 1
        WHERE e.prev_hash <> COALESCE(p.hash, '')""",
    ),
    Book(
        "event_has_actor",
        "Every event names the account that acted; only the clock has none, and what it began.",
        """SELECT 'event ' || id FROM workflow_event
        WHERE actor_id IS NULL AND role <> 'clock' AND NOT (role = '' AND version = 0)""",
    ),
    Book(
        "event_moves_from_where_it_was",
        "Every event starts from the state the one before it led to.",
        """SELECT 'event ' || e.id FROM workflow_event e
        JOIN workflow_event p ON p.kind = e.kind AND p.subject_id = e.subject_id AND p.version = e.version - 1
        WHERE e.from_state <> p.to_state""",
    ),
    Book(
        "event_after_its_cause",
        "No event is older than the event that caused it.",
        """SELECT 'event ' || e.id FROM workflow_event e JOIN workflow_event c ON c.id = e.cause_id
        WHERE c.id >= e.id OR c.effective_at > e.effective_at""",
    ),
    Book(
        "step_is_announced",
        "Every step lies in the outbox with its name and its subject.",
        """SELECT 'event ' || e.id FROM workflow_event e LEFT JOIN workflow_outbox o ON o.event_id = e.id
        WHERE e.transition <> ''
        AND (o.id IS NULL OR o.name <> e.name OR o.kind <> e.kind OR o.subject_id <> e.subject_id)""",
    ),
    Book(
        "message_has_event",
        "No message in the outbox speaks of an event that is not there.",
        """SELECT 'message ' || o.id FROM workflow_outbox o
        WHERE NOT EXISTS (SELECT 1 FROM workflow_event e WHERE e.id = o.event_id)""",
    ),
    Book(
        "message_is_not_overtaken",
        "No message was passed on while an earlier one of the same subject still waits.",
        """SELECT 'message ' || later.id FROM workflow_outbox later JOIN workflow_outbox earlier
        ON earlier.kind = later.kind AND earlier.subject_id = later.subject_id AND earlier.id < later.id
        WHERE earlier.relayed_at IS NULL AND later.relayed_at IS NOT NULL""",
    ),
    Book(
        "text_belongs_to_event",
        "No text lies beside an event that is not there.",
        """SELECT 'text of event ' || x.event_id FROM workflow_eventtext x
        WHERE NOT EXISTS (SELECT 1 FROM workflow_event e WHERE e.id = x.event_id)""",
    ),
)
