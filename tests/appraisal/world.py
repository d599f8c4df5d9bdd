"""A small regency for the tests of appraisal: everybody who can stand in some relation to one person's evaluation."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from appraisal.actions import cycles, evaluations, hearings, items, objections, questions, rule_sets
from appraisal.actions.hearings import Invitation
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, Evaluation, Hearing, Objection, ObjectionQuestion, RuleSet, Side
from appraisal.rules import RuleContent, as_json
from organization import tree
from organization.models import Appointment, Employee, Post, RoleGrant, Unit, User
from workflow import clock, sweep
from workflow.actors import Actor, actor_of
from workflow.jobs import run_job
from workflow.models import Job
from workflow.roles import Role
from workflow.transactions import durable

# A Monday, nine in the morning in Bangko. The window opened the Monday before and is open until Friday.
NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
WINDOWS = {
    "period_from": date(2026, 7, 1),
    "period_until": date(2026, 9, 30),
    "self_from": date(2026, 10, 6),
    "self_until": date(2026, 10, 16),
    "review_until": date(2026, 10, 30),
    "close_by": date(2026, 12, 31),
}
IN_WINDOW = datetime(2026, 10, 7, 2, 0, tzinfo=UTC)

# name -> (unit, heads it)
PLACES: dict[str, tuple[str, bool]] = {
    "bupati": ("regency", True),
    "kadis": ("agency", True),
    "kabid": ("office", True),
    "siti": ("section", True),
    "bawahan": ("section", False),
    "rekan": ("office", False),
    "wati": ("office", False),
    "asing": ("other", False),
    "kaban": ("other", True),
    "hana": ("other", False),
    "hari": ("other", False),
    "joko": ("other", False),
    "audi": ("other", False),
    "audi_lain": ("other", False),
    "lia": ("other", False),
}
GRANTS = (
    ("hana", Role.HR, "regency"),
    ("hari", Role.HR, "regency"),
    ("joko", Role.HR, "other"),
    ("bawahan", Role.HR, "regency"),
    ("wati", Role.HR, "regency"),
    ("audi", Role.AUDITOR, "regency"),
    ("audi_lain", Role.AUDITOR, "other"),
    ("lia", Role.LEADER, "agency"),
    ("admin", Role.ADMIN, "regency"),
    ("disabled", Role.HR, "regency"),
)


@dataclass
class World:
    """Units, people and accounts by short name."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person as stored now."""
        return actor_of(self.users[name])

    def form_of(self, name: str) -> Evaluation:
        """The person's newest evaluation, read again."""
        return (
            Evaluation.objects.select_related("cycle__rule_set", "unit").filter(employee=self.people[name]).latest("pk")
        )


def make_world() -> World:
    """Regency > agency > office > section; siti heads the section and is assessed by kabid, above him kadis."""
    world = World()
    regency = Unit.objects.create(code="regency", name="Regency", kind="regency")
    agency = Unit.objects.create(code="agency", name="Agency", kind="agency", parent=regency)
    office = Unit.objects.create(code="office", name="Office", kind="division", parent=agency)
    Unit.objects.create(code="section", name="Section", kind="section", parent=office)
    Unit.objects.create(code="other", name="Other", kind="agency", parent=regency)
    with durable():
        tree.rebuild(tree.lock_all())
    world.units = {unit.code: unit for unit in Unit.objects.all()}
    for number, (name, (unit, heads)) in enumerate(PLACES.items(), start=1):
        world.people[name] = add_person(world, name, unit, heads=heads, number=number)
    world.users["admin"] = User.objects.create_user("admin", "rahasia-sekali")
    gone = add_person(world, "disabled", "office", heads=False, number=90)
    world.people["disabled"] = gone
    User.objects.filter(username="disabled").update(is_active=False)
    world.users["disabled"].refresh_from_db()
    for name, role, unit in GRANTS:
        RoleGrant.objects.create(
            user=world.users[name], role=role, unit=world.units[unit], valid_from=date(2026, 1, 1), basis="SK"
        )
    return world


def add_person(world: World, name: str, unit: str, *, heads: bool, number: int) -> Employee:
    """A person with post, appointment and account."""
    place = world.units[unit]
    title = f"Kepala {unit}" if heads else f"Staf {unit}"
    elected = name == "bupati"
    post, _made = Post.objects.get_or_create(
        unit=place, title=title, defaults={"kind": "elected" if elected else "pelaksana", "is_head": heads}
    )
    person = Employee.objects.create(
        nip=None if elected else f"19850101201001{number:04d}",
        full_name=name.title(),
        kind="elected" if elected else "pns",
        unit=place,
        post=post,
    )
    Appointment.objects.create(employee=person, post=post, valid_from=date(2024, 1, 1))
    world.users[name] = User.objects.create_user(name, "rahasia-sekali", employee=person)
    return person


def publish_rules(world: World, content: RuleContent | None = None, *, name: str = "Aturan") -> RuleSet:
    """A published rule set of the regency."""
    hana = world.actor("hana")
    draft = rule_sets.create_rule_set(
        actor=hana,
        unit=world.units["regency"].public_id,
        name=name,
        content=as_json(content or default_rules(alternate_decider="other")),
    )
    rule_sets.publish(draft.public_id, actor=hana, version=0)
    return RuleSet.objects.get(pk=draft.pk)


def draft_cycle(world: World, rule_set: RuleSet, **changes: Any) -> Cycle:
    """A cycle of the whole regency that is being prepared."""
    values = {
        "name": "Triwulan III 2026",
        "unit": world.units["regency"].public_id,
        "rule_set": rule_set.public_id,
        **WINDOWS,
        **changes,
    }
    return cycles.create_cycle(actor=world.actor("hana"), values=values)


def open_cycle(world: World, cycle: Cycle) -> Cycle:
    """Open it and let the job run to its end."""
    cycles.open_cycle(cycle.public_id, actor=world.actor("hana"), version=cycle.version)
    assert run_jobs() == ["done"]
    return Cycle.objects.get(pk=cycle.pk)


def run_jobs() -> list[str]:
    """Run what is queued, as the worker would."""
    return [run_job(pk) for pk in Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True)]


def running_cycle(world: World, content: RuleContent | None = None, **changes: Any) -> Cycle:
    """A cycle that runs, its forms still drafts."""
    return open_cycle(world, draft_cycle(world, publish_rules(world, content), **changes))


def account_of(employee_id: int | None) -> Actor:
    """The account of a seat that is taken."""
    assert employee_id is not None
    return actor_of(User.objects.get(employee_id=employee_id))


def let_clock_work() -> None:
    """One sweep of everything that is due."""
    sweep.sweep_all(grace=timedelta(0))


# The way of one form, each function one more state further. `at` of a step is the clock's time.


def fill_in(world: World, name: str, *, rating: int = 2) -> Evaluation:
    """Type something into every item."""
    form = world.form_of(name)
    for item in form.items.all():
        revision = Evaluation.objects.get(pk=form.pk).self_revision
        items.save_self_item(
            form.public_id,
            item.public_id,
            actor=world.actor(name),
            revision=revision,
            values={"realisation": "Selesai tepat waktu.", "rating": rating, "story": "Bersama tim."},
        )
    return world.form_of(name)


def submit(world: World, name: str) -> Evaluation:
    """Fill in and hand over to the assessor."""
    form = fill_in(world, name)
    evaluations.submit(form.public_id, actor=world.actor(name), version=form.version)
    return world.form_of(name)


def rate(
    world: World, name: str, *, rating: int = 2, results: int = 2, behaviour: int = 2, low: tuple[str, ...] = ()
) -> Evaluation:
    """The assessor rates every item (`low`: codes rated 1) and both areas."""
    form = world.form_of(name)
    assessor = account_of(form.assessor_id)
    for item in form.items.all():
        revision = Evaluation.objects.get(pk=form.pk).review_revision
        items.save_review_item(
            form.public_id,
            item.public_id,
            actor=assessor,
            revision=revision,
            values={"rating": 1 if item.code in low else rating, "comment": "Baik."},
        )
    items.save_ratings(
        form.public_id,
        actor=assessor,
        revision=Evaluation.objects.get(pk=form.pk).review_revision,
        values={"results_rating": results, "behaviour_rating": behaviour, "narrative": "Lihat catatan per butir."},
    )
    return world.form_of(name)


def approve(world: World, name: str, **ratings: Any) -> Evaluation:
    """Submit, rate and hand over the result."""
    submit(world, name)
    form = rate(world, name, **ratings)
    assessor = account_of(form.assessor_id)
    evaluations.approve(form.public_id, actor=assessor, version=form.version)
    return world.form_of(name)


def write_objection(world: World, name: str, *codes: str) -> Objection:
    """A draft with grounds for the items of these codes."""
    form = world.form_of(name)
    objection = objections.begin_objection(form.public_id, actor=world.actor(name))
    for code in codes or ("hasil_utama",):
        objections.save_claim(
            objection.public_id,
            form.items.get(code=code).public_id,
            actor=world.actor(name),
            revision=Objection.objects.get(pk=objection.pk).claim_revision,
            values={"claim": "Target tercapai, lihat bukti.", "wished_rating": 3},
        )
    return Objection.objects.get(pk=objection.pk)


def file_objection(world: World, name: str, *codes: str) -> Objection:
    """Write and file."""
    objection = write_objection(world, name, *codes)
    objections.file(objection.public_id, actor=world.actor(name), version=objection.version)
    return Objection.objects.get(pk=objection.pk)


def file_late(world: World, objection: Objection) -> Objection:
    """The one who wrote it files it after the time."""
    version = Objection.objects.values_list("version", flat=True).get(pk=objection.pk)
    writer = account_of(objection.evaluation.employee_id)
    objections.take(objection.public_id, "file_late", actor=writer, version=version)
    return Objection.objects.get(pk=objection.pk)


def reject_late(world: World, objection: Objection) -> Objection:
    """HR does not admit it."""
    version = Objection.objects.values_list("version", flat=True).get(pk=objection.pk)
    payload = {"reason": "Tidak ada halangan yang dibuktikan."}
    objections.take(objection.public_id, "reject_late", actor=world.actor("hana"), version=version, payload=payload)
    return Objection.objects.get(pk=objection.pk)


def answer_objection(world: World, objection: Objection) -> Objection:
    """The assessor answers every item."""
    assessor = account_of(objection.evaluation.assessor_id)
    for contested in objection.items.all():
        objections.save_answer(
            objection.public_id,
            contested.public_id,
            actor=assessor,
            revision=Objection.objects.get(pk=objection.pk).answer_revision,
            values={"answer": "Bukti sudah saya lihat."},
        )
    objections.answer(objection.public_id, actor=assessor, version=objection.version)
    return Objection.objects.get(pk=objection.pk)


def ask(objection: Objection, side: Side, text: str = "Kapan sistem terganggu?", **more: Any) -> ObjectionQuestion:
    """The decider puts a question to a side."""
    fresh = Objection.objects.get(pk=objection.pk)
    questions.ask(
        fresh.public_id, side, actor=account_of(fresh.decider_id), version=fresh.version, question=text, **more
    )
    return ObjectionQuestion.objects.latest("pk")


def invitation(**changes: Any) -> Invitation:
    """An hour in the meeting room, two days from now."""
    values = {"planned_at": later(days=2), "place": "Ruang rapat", "agenda": "Gangguan sistem", **changes}
    return Invitation(**values)


def invite(objection: Objection, **changes: Any) -> Hearing:
    """The decider invites both sides."""
    decider = account_of(Objection.objects.get(pk=objection.pk).decider_id)
    return hearings.invite(objection.public_id, invitation(**changes), actor=decider)


def rule(objection: Objection, rulings: dict[str, int | None]) -> Objection:
    """The decider rules: a new rating per code, None for upheld."""
    decider = account_of(objection.decider_id)
    for contested in objection.items.select_related("item"):
        rating = rulings.get(contested.item.code)
        objections.save_ruling(
            objection.public_id,
            contested.public_id,
            actor=decider,
            revision=Objection.objects.get(pk=objection.pk).ruling_revision,
            values={
                "ruling": "grant" if rating else "uphold",
                "ruling_rating": rating,
                "ruling_reason": "Menurut bukti.",
            },
        )
    return Objection.objects.get(pk=objection.pk)


def decide(objection: Objection, rulings: dict[str, int | None], **ratings: Any) -> Objection:
    """Rule and decide."""
    objection = rule(objection, rulings)
    decider = account_of(objection.decider_id)
    objections.decide(objection.public_id, actor=decider, version=objection.version, **ratings)
    return Objection.objects.get(pk=objection.pk)


def item_id(form: Evaluation, code: str) -> UUID:
    """Public id of an item by its code."""
    return form.items.get(code=code).public_id


def later(**days: float) -> datetime:
    """A moment after the clock's present."""
    return clock.now() + timedelta(**days)
