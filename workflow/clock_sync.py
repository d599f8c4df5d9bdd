"""Keeps this process's clock in step with what the database says: its own time, and the demo clock's offset."""

from django.db import connection

from workflow import clock, demo_clock


def follow() -> None:
    """Measure the database's time (PostgreSQL) and, in the demo, take over how far its clock was moved on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            clock.correct_by(cursor.fetchone()[0])
    demo_clock.refresh()
