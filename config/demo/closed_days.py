"""A regional holiday in the demo, entered while dates run: those it falls into were counted anew and say so."""

from datetime import date, timedelta
from typing import Final

from config.demo.stage import Cast, on
from organization.regional_days import actions

WEEKEND: Final = (5, 6)


def close_a_day(cast: Cast, *, today: date) -> None:
    """The day of the regency, in a few days, by a circular of the regent that came yesterday evening."""
    day = today + timedelta(days=2)
    while day.weekday() in WEEKEND:
        day += timedelta(days=1)
    new = actions.NewDay(
        day, "Asia/Jakarta", "Hari Jadi Kabupaten Merangin", "Day of Merangin Regency", "SE Bupati Merangin 003.1/2026"
    )
    with on(today - timedelta(days=1), 21):
        actions.enter(new, actor=cast.hr())
