"""The first half of a play: forms opened, going along with their people, handed in, rated and handed over."""

from dataclasses import replace
from typing import Any

from appraisal.actions import evaluations
from appraisal.models import Evaluation, EvaluationItem
from tests.oracle import lawful
from tests.oracle.judging import STRANGER, Judging
from tests.oracle.lawful import Day, Form
from tests.oracle.organisations import OPENING, REVIEW, Organisation
from tests.oracle.staging import Key, moment
from workflow import clock
from workflow.policies import policy_for

DISPUTES = 2


class Reviewing(Judging):
    """Whoever assesses on the day of the opening, and on each day on which somebody acts."""

    def compare_lines(self) -> None:
        """Every form names the lawful assessor and superior of the opening day."""
        days = {of.number: Day(of, OPENING) for of in self.stage.organisations}
        for key, row in self.stage.forms().items():
            assessor, superior = days[key[0]].line(key[1])
            mine = (self.stage.number_of(row.assessor_id), row.assessor_capacity, self.stage.number_of(row.superior_id))
            expected = (assessor.person, assessor.capacity) if assessor else (None, "")
            self.played.agree(f"{key} line", mine, (*expected, superior.person if superior else None))
            self.played.must(f"{key} rates himself", row.employee_id not in (row.assessor_id, row.superior_id))
            self.drawn[key] = Form(key[1], mine[0], mine[2], days[key[0]].post_of(key[1]))
            self.played.count("forms")

    def compare_following(self) -> None:
        """Forms that no result has left name the lawful assessor and superior of the day, the others the former."""
        today = {of.number: Day(of, (clock.now() - moment(0)).days) for of in self.stage.organisations}
        for key, row in self.stage.forms().items():
            before = self.drawn[key]
            if row.state in ("draft", "self_assessment", "supervisor_review"):
                self.drawn[key] = lawful.follow(today[key[0]], before)
            form = self.drawn[key]
            mine = (self.stage.number_of(row.assessor_id), self.stage.number_of(row.superior_id))
            self.played.agree(f"{key} line on day {today[key[0]].day}", mine, (form.assessor, form.superior))
            self.played.must(f"{key} rates himself", row.employee_id not in (row.assessor_id, row.superior_id))
            self.played.count("another assessor", form.assessor != before.assessor)
            self.played.count("moved along", form.post != before.post)

    def chosen(self) -> list[Key]:
        """Whose forms are played to their end: a few of each organisation, those of absent assessors before others."""
        found: dict[int, list[Key]] = {}
        for key, form in self.drawn.items():
            if form.assessor is not None and form.assessor not in self.of(key).left:
                found.setdefault(key[0], []).append(key)
        return [key for keys in found.values() for key in sorted(keys, key=self._order)[:DISPUTES]]

    def _order(self, key: Key) -> tuple[bool, int]:
        absent = {one.absent for one in self.of(key).delegations}
        return self.drawn[key].assessor not in absent, (key[1] * 7 + key[0]) % 11

    def submit(self) -> None:
        """The chosen ones hand in their own assessment, and nobody does it for them."""
        forms = self.stage.forms()
        for key in self.chosen():
            row = forms[key]
            EvaluationItem.objects.filter(evaluation=row).update(self_rating=2, self_realisation="Selesai.")

            def submit(actor: Any, row: Evaluation = row) -> None:
                evaluations.submit(row.public_id, actor=actor, version=row.version)

            self.refused(key, {key[1]}, submit)
            submit(self.stage.act_as(self.of(key), key[1]))

    def review(self) -> None:
        """The clock has handed the forms over; the lawful rater of each chosen one hands over the result."""
        self.name_assessors()
        forms, chosen = self.stage.forms(), self.chosen()
        days = {of.number: Day(of, REVIEW) for of in self.stage.organisations}
        for key, row in forms.items():
            able = lawful.raters(days[key[0]], self.drawn[key])
            self.who_may(key, row, "approve", able)
            self.played.must(f"{key} waits for nobody", able or policy_for(Evaluation).users_who_may("reassign", row))
        for key in chosen:
            able = lawful.raters(days[key[0]], self.drawn[key])
            self._rate(forms[key], 1 if key[1] % 3 == 0 else 2)
            if able:
                self._approve(key, able)

    def name_assessors(self) -> None:
        """Where a form waits for nobody, HR names an assessor: not the person, but somebody from elsewhere."""
        for key, row in self.stage.forms().items():
            form, of = self.drawn[key], self.of(key)
            if form.assessor is not None and form.assessor not in of.left:
                continue
            if any(one.named_by_hr for other, one in self.drawn.items() if other[0] == key[0]):
                continue

            def name(number: int, row: Evaluation = row, of: Organisation = of) -> None:
                evaluations.reassign_assessor(
                    row.public_id, actor=self.stage.actor("hana"), version=row.version,
                    assessor=self.stage.person(of, number).public_id, reason="Tidak ada atasan",
                )  # fmt: skip

            self.unfit(key, {key[1], *of.left}, name)
            name(STRANGER)
            self.drawn[key] = replace(form, assessor=STRANGER, superior=None, named_by_hr=True)
            self.played.count("assessor named by HR")

    def _approve(self, key: Key, able: set[int]) -> None:
        row, form = self.stage.form(key), self.drawn[key]
        by = max(able, key=lambda one: (one != form.assessor, one))

        def approve(actor: Any) -> None:
            evaluations.take(row.public_id, "approve", actor=actor, version=row.version)

        self.refused(key, able, approve)
        approve(self.stage.act_as(self.of(key), by))
        rated_by = by if by != form.assessor else None
        self.played.count("rated by a delegate", rated_by is not None)
        self.drawn[key] = replace(form, rated_by=rated_by)
        self.disputes[key] = 0

    def _rate(self, row: Evaluation, rating: int) -> None:
        EvaluationItem.objects.filter(evaluation=row).update(assessor_rating=rating, assessor_comment="Baik.")
        Evaluation.objects.filter(pk=row.pk).update(
            results_rating=rating, behaviour_rating=rating, narrative="Lihat catatan."
        )
