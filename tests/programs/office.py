"""What people of the small office can do in a program: any offer of any subject they see, and the writing it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis.strategies import DataObject, booleans, integers, sampled_from

from appraisal.actions import objections
from appraisal.models import Evaluation, EvaluationItem, Objection, ObjectionItem
from cases.actions import coaching, opening
from cases.models import CoachingSession, ImprovementCase, PlanItem
from organization.actions import accounts
from organization.actions import people as people_actions
from organization.models import Appointment, Post
from tests.appraisal_pages import world as w
from workflow import clock, engine
from workflow.actors import Actor, actor_of
from workflow.machine import Input, Machine
from workflow.offers import Available, available
from workflow.policies import policy_for

HELPED = ("Siti Aminah", "Budi Santoso")
CAST = (*HELPED, "Sari Melinda", "Hj. Rahmawati", "H. Amri Yusuf", "Hana Pertiwi", "Indra Gunawan", "Audi Ramadhan")
WORDS = "Alasan yang jelas dan dapat diperiksa oleh kedua pihak."


class Office:
    """A world with the acts of its people; every act draws what it needs from the program."""

    def __init__(self, world: w.World) -> None:
        self.world = world

    def actor(self, name: str) -> Actor:
        """Rights as they are now: accounts close and people move within a program."""
        user = self.world.users[name]
        user.refresh_from_db()
        return actor_of(user)

    def subjects(self) -> Iterator[Machine]:
        """Everything about the two people whom the program is about."""
        people = [self.world.people[name].pk for name in HELPED]
        yield from (
            Evaluation.objects.filter(employee__in=people).select_related("cycle__rule_set", "unit").order_by("pk")
        )
        yield from Objection.objects.filter(evaluation__employee__in=people).order_by("pk")
        yield from ImprovementCase.objects.filter(employee__in=people).order_by("pk")
        yield from CoachingSession.objects.filter(case__employee__in=people).order_by("pk")

    def offers(self, actor: Actor) -> list[tuple[Machine, Available]]:
        """What the actor may do now, in a fixed order."""
        seen = [s for s in self.subjects() if policy_for(s).sees(actor, s)]
        return [(subject, offer) for subject in seen for offer in available(subject, actor) if not offer.blocked]

    def take(self, name: str, data: DataObject) -> str:
        """One person takes one of his offers with some input."""
        actor = self.actor(name)
        offers = self.offers(actor)
        if not offers:
            return f"{name} has nothing to do"
        subject, offer = data.draw(sampled_from(offers), label="offer")
        payload = {
            spec.name: self.value(spec, subject, data) for spec in offer.needs if spec.required or data.draw(booleans())
        }
        payload = {key: value for key, value in payload.items() if value is not None}
        engine.fire(subject, offer.name, actor=actor, version=subject.version, payload=payload)
        return f"{name}: {offer.name}"

    def value(self, spec: Input, subject: Machine, data: DataObject) -> Any:
        """Some input of the kind asked for; often good, sometimes not."""
        if spec.kind == "choice":
            return data.draw(sampled_from([key for key, _label in spec.choices]), label=spec.name)
        if spec.kind == "uuid":
            return data.draw(sampled_from(self.identities(spec.name, subject)), label=spec.name)
        if spec.kind == "date":
            return clock.now().date() + timedelta(days=data.draw(integers(-3, 60), label=spec.name))
        if spec.kind == "datetime":
            return clock.now() + timedelta(hours=data.draw(integers(-72, 72), label=spec.name))
        known = {"text": WORDS, "boolean": True, "integer": 45, "decimal": 1, "list": []}
        return known[spec.kind]

    def identities(self, name: str, subject: Machine) -> list[Any]:
        """Things an id may name: lines of the plan, or anybody."""
        if name == "item" and isinstance(subject, ImprovementCase):
            return list(PlanItem.objects.filter(case=subject).values_list("public_id", flat=True)) or [None]
        return [self.world.people[person].public_id for person in CAST]

    # Writing

    def write(self, name: str, data: DataObject) -> None:
        """One person fills in what he owes: a form, a rating, claims, answers, rulings, a date for a session."""
        rating = data.draw(integers(1, 3), label="rating")
        for about in HELPED:
            form = Evaluation.objects.filter(employee=self.world.people[about]).first()
            if form is not None:
                self.write_form(name, about, form, rating)
                self.write_dispute(name, form, rating)
        for case in ImprovementCase.objects.filter(employee__full_name__in=HELPED, state="active"):
            planned = clock.now() + timedelta(days=data.draw(integers(1, 30), label="days ahead"))
            coaching.plan_session(
                case, actor=self.actor(name), planned_at=planned, place="Ruang rapat", agenda="Kemajuan"
            )

    def write_form(self, name: str, about: str, form: Evaluation, rating: int) -> None:
        if name == about and form.state == "self_assessment":
            w.fill(self.world, about, rating=rating)
        if form.assessor_id == self.world.people[name].pk and form.state == "supervisor_review":
            w.rate(self.world, about, rating=rating, results=rating, behaviour=rating)

    def write_dispute(self, name: str, form: Evaluation, rating: int) -> None:
        actor = self.actor(name)
        if name in HELPED and form.employee_id == actor.employee_id and form.state == "objection":
            self.claim(form, actor)
        dispute = Objection.objects.filter(evaluation=form, state__in=("filed", "answered")).order_by("-pk").first()
        if dispute is None:
            return
        for contested in ObjectionItem.objects.filter(objection=dispute):
            current = Objection.objects.get(pk=dispute.pk)
            if dispute.state == "filed":
                objections.save_answer(
                    dispute.public_id, contested.item.public_id, actor=actor, revision=current.answer_revision,
                    values={"answer": WORDS},
                )  # fmt: skip
            else:
                self.rule(current, contested, actor, rating)

    def claim(self, form: Evaluation, actor: Actor) -> None:
        drafted = Objection.objects.filter(evaluation=form, state="drafted").first()
        if drafted is None:
            drafted = objections.begin_objection(form.public_id, actor=actor)
        item = EvaluationItem.objects.filter(evaluation=form).order_by("pk").first()
        assert item is not None
        objections.save_claim(
            drafted.public_id, item.public_id, actor=actor, revision=drafted.claim_revision, values={"claim": WORDS}
        )

    def rule(self, dispute: Objection, contested: ObjectionItem, actor: Actor, rating: int) -> None:
        higher = max(rating, contested.rating)
        grant = higher > contested.rating
        values: dict[str, Any] = {"ruling": "grant" if grant else "uphold", "ruling_reason": WORDS}
        if grant:
            values["ruling_rating"] = higher
        objections.save_ruling(
            dispute.public_id, contested.item.public_id, actor=actor, revision=dispute.ruling_revision, values=values
        )

    # The organisation

    def open_by_hand(self, name: str, data: DataObject) -> None:
        """A case because somebody asks for it."""
        about = data.draw(sampled_from(HELPED), label="about")
        opening.open_case(actor=self.actor(name), employee=self.world.people[about].public_id, reason=WORDS)

    def appoint(self, data: DataObject) -> None:
        """Somebody gets a post from today on, definitive or acting."""
        person = self.world.people[data.draw(sampled_from(CAST), label="person")]
        posts = list(Post.objects.order_by("pk"))
        people_actions.appoint(
            person, actor=self.actor("Hana Pertiwi"), post=data.draw(sampled_from(posts), label="post"),
            capacity=data.draw(sampled_from(["definitive", "plt", "plh"]), label="capacity"),
            valid_from=self.today(), letter_number=f"800/{Appointment.objects.count()}/2026", letter_date=self.today(),
        )  # fmt: skip

    def name_assessor(self, data: DataObject) -> None:
        """HR names another assessor."""
        person, assessor = (self.world.people[data.draw(sampled_from(CAST), label=label)] for label in ("of", "by"))
        people_actions.name_assessor(
            person, actor=self.actor("Indra Gunawan"), assessor=assessor, reason=WORDS, valid_from=self.today()
        )

    def set_account(self, data: DataObject) -> None:
        """An account is closed or opened again."""
        person = self.world.people[data.draw(sampled_from(CAST), label="account of")]
        accounts.set_account_open(person, actor=self.actor("Hana Pertiwi"), is_open=data.draw(booleans(), label="open"))

    def today(self) -> date:
        """The day of the office."""
        now: datetime = clock.now()
        return now.date()
