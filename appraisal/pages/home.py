"""What the home page shows besides the worklist: where the reader's own form of the running period stands."""

from dataclasses import dataclass

from appraisal.models import Evaluation
from appraisal.pages.heads import Head, decisive, head_from
from workflow.actors import Actor
from workflow.worklist import Worklist


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The reader's own form with its head."""

    evaluation: Evaluation
    head: Head


def own_forms(work: Worklist, actor: Actor) -> list[OwnForm]:
    """The reader's own forms that are not final yet, the newest first, as the worklist read them; no query."""
    forms = [subject for subject in work.current if isinstance(subject, Evaluation)]
    noted = [(form, work.deadlines[Evaluation, form.pk]) for form in forms]
    return [OwnForm(form, head_from(form, actor, due=decisive(form, notes))) for form, notes in noted]
