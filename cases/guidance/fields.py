"""The answers of a form by the names of its fields: `score-<code>`, `reason-<code>`, `remarks`. Values, no rights.

Pages, autosave, REST and a refused stale save speak of answers by these names.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from cases.guidance.wording import HIGHEST, LOWEST
from workflow.errors import FieldFault

SCORE, REASON, REMARKS = "score-", "reason-", "remarks"
LONGEST: Final[dict[str, int]] = {REASON: 2_000, REMARKS: 4_000}


def answers_of(form: Any) -> dict[str, Any]:
    """Every field of a form with what is stored: a score is a number or None, a text perhaps empty."""
    found: dict[str, Any] = {}
    for one in form.questions:
        found[f"{SCORE}{one.code}"] = form.scores.get(one.code)
        if hasattr(form, "reasons"):
            found[f"{REASON}{one.code}"] = form.reasons.get(one.code, "")
    if hasattr(form, REMARKS):
        found[REMARKS] = form.remarks
    return found


def as_text(value: Any) -> str:
    """An answer as it stands in a field of a page; line ends as the database keeps them."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def faults_of(form: Any, values: Mapping[str, Any]) -> Iterator[FieldFault]:
    """What cannot be saved, by field: a name the form does not have, a score beyond the scale, a text too long."""
    known = answers_of(form)
    for name, value in values.items():
        if name not in known:
            yield FieldFault(name, _("This field is not known here."))
        elif name.startswith(SCORE):
            if value is not None and (type(value) is not int or not LOWEST <= value <= HIGHEST):
                sentence = _("Please give a number from %(lowest)d to %(highest)d.")
                yield FieldFault(name, sentence % {"lowest": LOWEST, "highest": HIGHEST})
        elif len(str(value)) > (most := LONGEST[REMARKS if name == REMARKS else REASON]):
            yield FieldFault(name, _("Please write at most %(most)d characters.") % {"most": most})


def put(form: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write sound values into the form; returns the columns that hold answers."""
    columns = {name: getattr(form, name) for name in ("scores", "reasons", REMARKS) if hasattr(form, name)}
    for name, value in values.items():
        if name.startswith(SCORE):
            columns["scores"] = _with(columns["scores"], name.removeprefix(SCORE), value)
        elif name.startswith(REASON):
            columns["reasons"] = _with(columns["reasons"], name.removeprefix(REASON), as_text(value) or None)
        else:
            columns[REMARKS] = as_text(value)
    for name, value in columns.items():
        setattr(form, name, value)
    return columns


def _with(answers: Mapping[str, Any], code: str, value: Any) -> dict[str, Any]:
    """The answers with one given, changed, or taken back."""
    rest = {key: kept for key, kept in answers.items() if key != code}
    return rest if value is None else {**rest, code: value}
