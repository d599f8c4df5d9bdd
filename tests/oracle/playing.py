"""Plays whole cycles in drawn organisations and holds every right of the product against the second opinion.

Nothing here decides who is lawful: `lawful` says so from the drawing, the product by its policies and its refusals.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from appraisal.actions import evaluations, objections
from appraisal.models import Evaluation, EvaluationItem, Objection, ObjectionItem
from organization.current_posts import settle
from tests.appraisal import world as building
from tests.oracle import lawful
from tests.oracle.findings import Played, nobody_is_stuck
from tests.oracle.lawful import Day, Form
from tests.oracle.organisations import DECISION, FILING, OPENING, REVIEW, SELF, Organisation, organisation
from tests.oracle.staging import Key, Stage, build, moment, open_cycles
from workflow import clock
from workflow.errors import DomainError, NotPermitted, NotVisible
from workflow.policies import policy_for

DISPUTES = 2
FAR = 150


class ActedUponError(Exception):
    """Somebody unlawful was let through; the rest of this play would only repeat it."""


@dataclass
class Play:
    """One batch of organisations and where their forms stand."""

    stage: Stage
    played: Played
    drawn: dict[Key, Form] = field(default_factory=dict)
    disputes: dict[Key, int] = field(default_factory=dict)

    def of(self, key: Key) -> Organisation:
        """The organisation of a person."""
        return next(one for one in self.stage.organisations if one.number == key[0])

    def whole(self) -> None:
        """From the opening to the decisions."""
        with clock.frozen(moment(OPENING)):
            open_cycles(self.stage)
            self.compare_lines()
        with clock.frozen(moment(SELF)):
            self.stand_on_the_day()
            self.submit()
        with clock.frozen(moment(REVIEW)):
            self.stand_on_the_day()
            self.review()
        with clock.frozen(moment(FILING)):
            self.stand_on_the_day()
            self.hand_over_and_file()
            self.answer()
        with clock.frozen(moment(DECISION)):
            self.stand_on_the_day()
            self.decide()
        with clock.frozen(moment(FAR)):
            building.let_clock_work()
            nobody_is_stuck(self.stage, self.played)

    def stand_on_the_day(self) -> None:
        """What is due, and the posts of today."""
        building.let_clock_work()
        settle()

    def compare_lines(self) -> None:
        """Every form names the lawful assessor and superior of the opening day."""
        days = {of.number: Day(of, OPENING) for of in self.stage.organisations}
        for key, row in self.stage.forms().items():
            assessor, superior = days[key[0]].line(key[1])
            mine = (self.stage.number_of(row.assessor_id), row.assessor_capacity, self.stage.number_of(row.superior_id))
            expected = (assessor.person, assessor.capacity) if assessor else (None, "")
            self.played.agree(f"{key} line", mine, (*expected, superior.person if superior else None))
            self.played.must(f"{key} rates himself", row.employee_id not in (row.assessor_id, row.superior_id))
            self.drawn[key] = Form(key[1], mine[0], mine[2])
            self.played.count("forms")

    def who_may(self, key: Key, row: Any, name: str, expected: set[int]) -> None:
        """The accounts that may, by the policy, are those of the lawful people; never the person's own."""
        found = self.stage.numbers_of(policy_for(type(row)).users_who_may(name, row))
        inside = [one for one in self.of(key).people if self._allowed(key, row, name, one)]
        outside = [one for one in found if one < 0]
        self.played.agree(f"{key} {name}", found, expected)
        self.played.agree(f"{key} {name} by each one's roles", {*inside, *outside}, expected)
        self.played.must(f"{key} decides himself: {name}", key[1] not in found)

    def _allowed(self, key: Key, row: Any, name: str, number: int) -> bool:
        return policy_for(type(row)).may(self.stage.act_as(self.of(key), number), name, row)

    def refused(self, key: Key, expected: set[int], act: Any) -> None:
        """Everybody of the organisation who is not lawful tries, and is refused for want of the right.

        Raises ActedUponError where one of them was let through.
        """
        for number in self.of(key).people:
            if number in expected:
                continue
            self.played.count("attempts")
            try:
                act(self.stage.act_as(self.of(key), number))
            except (NotVisible, NotPermitted):
                continue
            self.played.must(f"{key} was acted upon by {number}", holds=False)
            raise ActedUponError

    def chosen(self) -> list[Key]:
        """Whose forms are played to their end: a few of each organisation, by their numbers."""
        found: dict[int, list[Key]] = {}
        for key, form in self.drawn.items():
            if form.assessor is not None and form.assessor not in self.of(key).left:
                found.setdefault(key[0], []).append(key)
        return [key for keys in found.values() for key in sorted(keys, key=_scattered)[:DISPUTES]]

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

    def _approve(self, key: Key, able: set[int]) -> None:
        row, form = self.stage.forms()[key], self.drawn[key]
        by = max(able, key=lambda one: (one != form.assessor, one))

        def approve(actor: Any) -> None:
            evaluations.take(row.public_id, "approve", actor=actor, version=row.version)

        self.refused(key, able, approve)
        approve(self.stage.act_as(self.of(key), by))
        rated_by = by if by != form.assessor else None
        self.played.count("rated by a delegate", rated_by is not None)
        self.drawn[key] = Form(form.person, form.assessor, form.superior, rated_by)
        self.disputes[key] = 0

    def _rate(self, row: Evaluation, rating: int) -> None:
        EvaluationItem.objects.filter(evaluation=row).update(assessor_rating=rating, assessor_comment="Baik.")
        Evaluation.objects.filter(pk=row.pk).update(
            results_rating=rating, behaviour_rating=rating, narrative="Lihat catatan."
        )

    def hand_over_and_file(self) -> None:
        """The person opens the result, alone, and objects; the lawful decider of the day is found."""
        forms = self.stage.forms()
        for key in self.disputes:
            row, me = forms[key], self.stage.act_as(self.of(key), key[1])

            def acknowledge(actor: Any, row: Evaluation = row) -> None:
                evaluations.acknowledge_result(row.public_id, actor=actor)

            self.refused(key, {key[1]}, acknowledge)
            acknowledge(me)
            objection = objections.begin_objection(row.public_id, actor=me)
            item = row.items.get(code="hasil_utama")
            values = {"claim": "Target tercapai.", "wished_rating": 3}
            objections.save_claim(objection.public_id, item.public_id, actor=me, revision=0, values=values)
            objections.file(objection.public_id, actor=me, version=self._objection(key).version)
            filed = self._objection(key)
            found = self.stage.number_of(filed.decider_id)
            self.played.agree(f"{key} decider", found, lawful.decider(Day(self.of(key), FILING), self.drawn[key]))
            self.played.count("objections")
            self.played.count("without anybody in the line", found is None)
            self.played.count("decided by an alternate", found is not None and found < 0)

    def _objection(self, key: Key) -> Objection:
        rows = Objection.objects.select_related("evaluation__cycle__rule_set", "evaluation__unit", "decider")
        return rows.get(evaluation__employee=self.stage.person(self.of(key), key[1]))

    def answer(self) -> None:
        """Whoever sits in the assessor's seat answers, and nobody else."""
        for key in self.disputes:
            row, form = self._objection(key), self.drawn[key]
            able = lawful.answering(Day(self.of(key), FILING), form, self.stage.number_of(row.decider_id))
            self.who_may(key, row, "answer", able)
            ObjectionItem.objects.filter(objection=row).update(answer="Sudah dilihat.")

            def answer(actor: Any, row: Objection = row) -> None:
                objections.take(row.public_id, "answer", actor=actor, version=row.version)

            self.refused(key, able, answer)
            if able:
                by = max(able, key=lambda one: (one != form.assessor, one))
                answer(self.stage.act_as(self.of(key), by))
                self.played.count("answered by a delegate", by != form.assessor)

    def decide(self) -> None:
        """The decider steps aside where he may, HR names one where there is nobody, then the lawful one decides."""
        for key in self.disputes:
            row = self._objection(key)
            if row.state != "answered":
                continue
            if key[1] % 4 == 1 and row.decider_id is not None:
                self._step_aside(key, row)
            row = self._objection(key)
            able = self._deciding(key, row)
            self.who_may(key, row, "decide", able)
            helped = able or policy_for(Objection).users_who_may("assign_decider", row)
            self.played.must(f"{key} has nobody who decides", helped)
            if key[0] % 3 and able:
                self._decide(key, row, able)

    def _deciding(self, key: Key, row: Objection) -> set[int]:
        answered = self.stage.number_of(row.answered_by_id)
        day = Day(self.of(key), DECISION)
        return lawful.deciding(day, self.drawn[key], self.stage.number_of(row.decider_id), answered)

    def _step_aside(self, key: Key, row: Objection) -> None:
        former = self.stage.number_of(row.decider_id)
        assert former is not None
        answered = self.stage.number_of(row.answered_by_id)
        without = {former, *([answered] if answered is not None else [])}
        expected = lawful.decider(Day(self.of(key), DECISION), self.drawn[key], without)
        actor, found = self.stage.act_as(self.of(key), former), former
        try:
            objections.recuse(row.public_id, actor=actor, version=row.version, reason="Keluarga")
            found_now = self.stage.number_of(self._objection(key).decider_id)
            self.played.agree(f"{key} decider after a recusal", found_now, expected)
            self.played.count("stepped aside")
        except DomainError as refusal:
            if former in self._deciding(key, row):
                code = getattr(refusal, "code", "")
                self.played.agree(f"{key} recusal refused", (code, found), ("nobody_else", former))
                self.played.agree(f"{key} nobody else", None, expected)

    def _decide(self, key: Key, row: Objection, able: set[int]) -> None:
        ObjectionItem.objects.filter(objection=row).update(ruling="uphold", ruling_reason="Menurut bukti.")

        def decide(actor: Any) -> None:
            objections.decide(row.public_id, actor=actor, version=row.version)

        recused = {self.stage.number_of(one) for one in row.recused}
        self.refused(key, able - recused, decide)
        if able - recused:
            decide(self.stage.act_as(self.of(key), max(able - recused)))
            self.played.count("decided")


def _scattered(key: Key) -> int:
    return (key[1] * 7 + key[0]) % 11


def play(numbers: range, played: Played) -> None:
    """Draw these organisations, stage them and play their cycles."""
    with clock.frozen(moment(OPENING)):
        stage = build([organisation(number) for number in numbers])
    with suppress(ActedUponError):
        Play(stage, played).whole()
