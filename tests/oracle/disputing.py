"""The second half of a play: results received and objected to, answered, decided by the lawful decider of the day."""

from typing import Any

from appraisal.actions import evaluations, objections
from appraisal.models import Evaluation, Objection, ObjectionItem
from tests.oracle import lawful
from tests.oracle.judging import Judging
from tests.oracle.lawful import Day
from tests.oracle.organisations import ALTERNATES, DECISION, FILING
from tests.oracle.staging import Key
from workflow.errors import DomainError


class Disputing(Judging):
    """Every chosen form is disputed; some deciders step aside, some stay silent, HR names whom the line lacks."""

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
            if not able:
                row = self._name_decider(key, row)
                able = self._deciding(key, row)
                self.who_may(key, row, "decide", able)
            self.played.must(f"{key} has nobody who decides", able)
            # Some stay undecided: silence is played too.
            if key[0] % 3 and able:
                self._decide(key, row, able)

    def _name_decider(self, key: Key, row: Objection) -> Objection:
        """HR names a decider: neither a party, nor who rated, answered or stepped aside."""
        form, of = self.drawn[key], self.of(key)
        answered = self.stage.number_of(row.answered_by_id)
        aside = {self.stage.number_of(one) for one in row.recused}

        def name(number: int) -> None:
            objections.assign_decider(
                row.public_id, actor=self.stage.actor("hana"), version=row.version,
                decider=self.stage.person(of, number).public_id, reason="Tidak ada atasan",
            )  # fmt: skip

        unlawful = {form.person, form.rated_by, answered, *aside, *lawful.raters(Day(of, DECISION), form), *of.left}
        self.unfit(key, unlawful, name)
        name(next(one for one in ALTERNATES if one not in unlawful))
        self.played.count("decider named by HR")
        return self._objection(key)

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
