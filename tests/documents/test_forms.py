"""The forms near the official ones: when each exists, who may have it, what stands in it, the same bytes twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from appraisal.actions import evaluations
from appraisal.models import Evaluation, Objection, Plan
from appraisal.patterns.actions import set_achievement
from cases.models import GuidanceEvaluation, GuidanceFeedback
from organization.models import Employee
from tests.appraisal import plans
from tests.appraisal.test_stand_ins import FOR_KABID, approve, stand_in
from tests.appraisal.world import IN_WINDOW, NOW, let_clock_work, make_world, running_cycle
from tests.cases import guidance_world
from tests.cases import world as office
from tests.documents.scenes import NASTY, text_of, work
from tests.documents.sealing import browser
from tests.matrix.situations import evaluation_in, objection_in
from workflow import clock
from workflow.documents import actions, making
from workflow.documents.codes import grouped
from workflow.documents.signing import signatures_of
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Document, Job, Signature
from workflow.policies import policy_for

pytestmark = pytest.mark.django_db
LATER = IN_WINDOW + timedelta(days=1)


@dataclass(frozen=True)
class Form:
    """One form: how its subject comes about, who may have it, which field groups stand in it, what it says."""

    build: Callable[[], tuple[Any, Any]]
    at: datetime
    readers: frozenset[str]
    groups: frozenset[str]
    said: tuple[str, ...]


def people(*names: str) -> frozenset[str]:
    return frozenset(names)


def a_plan() -> tuple[Any, Any]:
    with clock.frozen(IN_WINDOW):
        world = make_world()
        plans.agreed(world, "kabid")
        return world, plans.agreed(world, "siti")


def a_result() -> tuple[Any, Any]:
    world, _form = evaluation_in("final")
    return world, Evaluation.objects.get(employee=world.people["siti"])


def an_objection() -> tuple[Any, Any]:
    return objection_in("answered")


def a_feedback() -> tuple[Any, Any]:
    with clock.frozen(office.NOW):
        world = guidance_world.make_guidance_world()
        return world, guidance_world.feedback_in(world, "noted")


def a_competence() -> tuple[Any, Any]:
    with clock.frozen(office.NOW):
        world = guidance_world.make_guidance_world()
        return world, guidance_world.evaluation_in(world, "handed_in")


RESULT = frozenset({"self", "review", "ratings", "result"})
AROUND_A_RESULT = people("siti", "kabid", "kadis", "hana", "hari", "wati", "audi")
FORMS = {
    "appraisal.plan_form": Form(
        a_plan,
        LATER,
        people("siti", "kabid", "kadis", "hana", "hari", "wati", "audi", "lia"),
        frozenset({"agreed"}),
        ("Sasaran Kinerja Pegawai", "Siti", "Kabid", "Pejabat Penilai Kinerja", "Kepala office"),
    ),
    "appraisal.evaluation_form": Form(
        a_result,
        LATER,
        AROUND_A_RESULT,
        RESULT,
        ("Selesai tepat waktu.", "Baik.", "Lihat catatan per butir.", "Predikat Kinerja", "Siti", "Kabid"),
    ),
    "appraisal.evaluation_document": Form(
        a_result,
        LATER,
        AROUND_A_RESULT,
        RESULT,
        ("1. Pegawai yang Dinilai", "3. Atasan Pejabat Penilai Kinerja", "Kadis", "Capaian Kinerja Organisasi"),
    ),
    "appraisal.objection_form": Form(
        an_objection,
        LATER,
        people("siti", "kabid", "kadis", "hana", "hari", "audi"),
        frozenset({"claims", "answers"}),
        ("Target tercapai, lihat bukti.", "Bukti sudah saya lihat.", "BELUM DIPUTUS"),
    ),
    "cases.feedback_form": Form(
        a_feedback,
        office.NOW + timedelta(days=30),
        people("budi", "ketua"),
        frozenset({"content"}),
        ("B.1.8", guidance_world.SECRET, "Ketua", "RAHASIA"),
    ),
    "cases.evaluation_form": Form(
        a_competence,
        office.NOW + timedelta(days=30),
        people("budi", "sari", "citra", "hana"),
        frozenset({"content"}),
        ("B.1.9", guidance_world.SECRET, "Citra"),
    ),
}
every_form = pytest.mark.parametrize("kind", FORMS)


def scene(kind: str) -> tuple[Any, Any, Form]:
    cache.clear()
    form = FORMS[kind]
    world, subject = form.build()
    return world, type(subject).objects.get(pk=subject.pk), form


def order(kind: str, subject: Any, actor: Any, at: datetime) -> Document:
    with clock.frozen(at):
        document, _job = actions.order_document(kind, subject.public_id, actor=actor)
    work(at)
    return Document.objects.get(pk=document.pk)


def refused(kind: str, subject: Any, actor: Any) -> str:
    try:
        actions.order_document(kind, subject.public_id, actor=actor)
    except (NotVisible, NotPermitted) as error:
        return type(error).__name__
    return ""


@every_form
def test_who_may_order_read_and_fetch_it(kind: str) -> None:
    world, subject, form = scene(kind)
    reader = min(form.readers)
    document = order(kind, subject, world.actor(reader), form.at)
    policy, about = policy_for(Document), policy_for(subject)
    with clock.frozen(form.at):
        for name, user in world.users.items():
            actor = world.actor(name)
            may = name in form.readers
            assert policy.sees(actor, document) is may, name
            assert policy.visible_to(actor).filter(pk=document.pk).exists() is may, name
            assert (form.groups <= about.fields_for(actor, subject)) is may, name
            if user.is_active:
                assert (refused(kind, subject, actor) == "") is may, name
                address = reverse("workflow:document_file", args=[document.public_id])
                answer = browser(world, name).get(address)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert answer.status_code == (200 if may else 404), name


@every_form
def test_what_it_says_and_that_it_is_tagged(kind: str) -> None:
    world, subject, form = scene(kind)
    document = order(kind, subject, world.actor(min(form.readers)), form.at)
    said = text_of(document)
    for words in (*form.said, grouped(document.code), document.content_sha256, "Versi 1"):
        assert " ".join(words.split()).lower() in said.lower(), words
    assert str(document.state) == "issued"
    with document.file.open() as stored:
        root: Any = PdfReader(BytesIO(stored.read())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


@every_form
def test_the_same_data_give_the_same_bytes(kind: str, monkeypatch: Any) -> None:
    world, subject, form = scene(kind)
    drafts: list[bytes] = []
    monkeypatch.setattr(making, "store", lambda draft: drafts.append(draft.path.read_bytes()))
    order(kind, subject, world.actor(min(form.readers)), form.at)
    Job.objects.filter(kind="workflow.document").update(state="queued")
    work(form.at + timedelta(days=40))
    assert len(drafts) == 2
    assert drafts[0] == drafts[1]


@every_form
def test_names_in_the_signature_blocks_are_those_of_the_signing(kind: str) -> None:
    world, subject, form = scene(kind)
    blocks = list(Signature.objects.filter(kind=subject.kind, subject_id=subject.pk))
    assert blocks
    before = {one.name for one in blocks}
    for person in Employee.objects.all():
        Employee.objects.filter(pk=person.pk).update(full_name=f"Baru {person.pk}")
    said = text_of(order(kind, subject, world.actor(min(form.readers)), form.at))
    for name in before:
        assert name in said, name


@every_form
def test_the_public_page_says_genuine_and_nothing_else(kind: str) -> None:
    world, subject, form = scene(kind)
    document = order(kind, subject, world.actor(min(form.readers)), form.at)
    page = Client().get(reverse("workflow:verify_code", args=[grouped(document.code)])).content.decode()
    assert "notice--good" in page
    verdict = page.split('id="verdict"')[1].split("</form>")[0]
    for word in (document.sha256[:8], document.content_sha256[:8], "Versi", "2026", "Siti", "Budi", "B.1.8", "SKP"):
        assert word not in verdict.split("<form")[0], word


def test_a_signature_cannot_be_changed() -> None:
    from django.db import DatabaseError, transaction

    a_plan()
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(name="Lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.all().delete()


def test_an_acting_assessor_signs_as_acting_with_the_letter() -> None:
    with clock.frozen(IN_WINDOW):
        world = make_world()
        plans.agreed(world, "kabid")
        plan = plans.proposed(world, "siti")
        Plan.objects.filter(pk=plan.pk).update(assessor_capacity="plt", assessor_letter="800/77/2026")
        plan = plans.act(Plan.objects.get(pk=plan.pk), "agree", world.actor("kabid"))
    signed = signatures_of(plan)["assessor"]
    assert (signed.capacity, signed.letter, signed.nip) == ("plt", "800/77/2026", world.people["kabid"].nip)
    said = text_of(order("appraisal.plan_form", plan, world.actor("siti"), LATER))
    assert "Plt. Kepala office" in said
    assert "800/77/2026" in said


def test_a_delegate_signs_with_the_own_name_and_says_in_whose() -> None:
    with clock.frozen(IN_WINDOW):
        world = make_world()
        plans.agreed(world, "kabid")
        plan = plans.proposed(world, "siti")
        stand_in(world, "kabid", "kaban")
        plan = plans.act(plan, "agree", world.actor("kaban"))
    said = text_of(order("appraisal.plan_form", plan, world.actor("siti"), LATER))
    assert said.count(FOR_KABID) == 2, "beside the assessor's name at the head, and over the signature"
    assert said.count(f"{FOR_KABID} Kepala other") == 2
    assert "Kaban" in said
    assert f"NIP {world.people['kaban'].nip}" in said
    assert world.people["kabid"].nip not in said


def test_a_rating_by_a_delegate_is_printed_so_in_every_form_of_the_result() -> None:
    with clock.frozen(NOW):
        world = make_world()
        running_cycle(world)
    with clock.frozen(IN_WINDOW):
        let_clock_work()
        stand_in(world, "kabid", "kaban")
        form = approve(world, "siti", by="kaban")
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
        evaluations.accept(form.public_id, actor=world.actor("siti"), version=world.form_of("siti").version)
    form = world.form_of("siti")
    for kind in ("appraisal.evaluation_form", "appraisal.evaluation_document"):
        said = text_of(order(kind, form, world.actor("siti"), LATER))
        assert f"{FOR_KABID} Kepala other" in said, kind
        assert "Kaban" in said, kind
        assert world.people["kabid"].nip not in said, kind


def test_a_plan_ordered_twice_is_one_document_until_a_new_version_is_agreed() -> None:
    world, plan = a_plan()
    first = order("appraisal.plan_form", plan, world.actor("siti"), LATER)
    with clock.frozen(LATER):
        plans.act(Plan.objects.get(pk=plan.pk), "ask_change", world.actor("siti"), reason="Tugas baru.")
    again = order("appraisal.plan_form", plan, world.actor("siti"), LATER)
    assert again.pk == first.pk
    with clock.frozen(LATER):
        plans.act(Plan.objects.get(pk=plan.pk), "propose", world.actor("siti"))
        plans.act(Plan.objects.get(pk=plan.pk), "agree", world.actor("kabid"))
    second = order("appraisal.plan_form", plan, world.actor("siti"), LATER)
    assert (second.number, second.edition) == (2, "2")
    assert "Tugas baru." in text_of(second)
    page = Client().get(reverse("workflow:verify_code", args=[first.code])).content.decode()
    assert "notice--attention" in page


def test_a_proposed_plan_is_no_document_yet() -> None:
    with clock.frozen(IN_WINDOW):
        world = make_world()
        plan = plans.proposed(world, "siti")
        assert refused("appraisal.plan_form", plan, world.actor("siti")) == "NotPermitted"


def test_no_form_of_a_result_leaves_before_it_is_handed_over() -> None:
    world, handed = evaluation_in("handed")
    with clock.frozen(IN_WINDOW + timedelta(hours=1)):
        for kind in ("appraisal.evaluation_form", "appraisal.evaluation_document"):
            assert refused(kind, handed, world.actor("siti")) == "NotPermitted", kind
            assert refused(kind, handed, world.actor("kabid")) == "NotPermitted", kind
        evaluations.acknowledge_result(handed.public_id, actor=world.actor("siti"))
        assert refused("appraisal.evaluation_document", handed, world.actor("siti")) == "NotPermitted"
        assert refused("appraisal.evaluation_form", handed, world.actor("siti")) == ""


@pytest.mark.parametrize(("build", "kind"), [(a_feedback, "feedback"), (a_competence, "evaluation")])
def test_a_form_of_guidance_is_no_document_before_it_is_handed_in(build: Any, kind: str) -> None:
    with clock.frozen(office.NOW):
        world = guidance_world.make_guidance_world()
        case = guidance_world.guided_case(world)
        model = GuidanceFeedback if kind == "feedback" else GuidanceEvaluation
        draft = model.objects.get(case=case)
        writer = world.actor("budi" if kind == "feedback" else "citra")
        assert refused(f"cases.{kind}_form", draft, writer) == "NotPermitted"


def test_a_disputed_result_carries_the_mark_and_an_unread_one_says_until_when() -> None:
    world, form = evaluation_in("disputed")
    said = text_of(order("appraisal.evaluation_document", form, world.actor("kabid"), IN_WINDOW + timedelta(hours=2)))
    assert "DALAM KEBERATAN" in said
    assert "hasil masih dalam keberatan" in said


def test_a_window_that_ended_unsigned_says_so() -> None:
    world, form = evaluation_in("handed")
    with clock.frozen(IN_WINDOW + timedelta(hours=1)):
        evaluations.acknowledge_result(form.public_id, actor=world.actor("siti"))
    with clock.frozen(IN_WINDOW + timedelta(days=40)):
        let_clock_work()
        assert world.form_of("siti").state == "final"
    said = text_of(order("appraisal.evaluation_document", form, world.actor("hana"), IN_WINDOW + timedelta(days=41)))
    assert "Tidak ditandatangani. Waktu keberatan berakhir" in said


def test_a_decided_objection_signs_the_form_and_its_result() -> None:
    from tests.documents.scenes import decided

    world, objection = decided(claim=NASTY)
    at = IN_WINDOW + timedelta(hours=3)
    said = text_of(order("appraisal.objection_form", objection, world.actor("siti"), at))
    assert " ".join(NASTY.split()) in said
    assert "Kadis" in said
    assert "Menurut bukti." in said
    form = text_of(order("appraisal.evaluation_document", objection.evaluation, world.actor("siti"), at))
    assert "keberatan telah diputus" in form
    assert {one.place for one in Signature.objects.filter(kind=Objection.kind)} == {"employee", "assessor", "decider"}


def test_the_achievement_of_the_organisation_stands_in_it_and_a_new_one_makes_a_new_form() -> None:
    world, form = evaluation_in("final")
    first = order("appraisal.evaluation_document", form, world.actor("siti"), LATER)
    assert "Capaian kinerja organisasi : Belum ditetapkan" in text_of(first)
    with clock.frozen(LATER):
        set_achievement(
            actor=world.actor("hana"),
            cycle=form.cycle.public_id,
            unit=world.units["agency"].public_id,
            achievement="istimewa",
            source="LKjIP 2026",
            reason="Seluruh sasaran tercapai.",
        )
    second = order("appraisal.evaluation_document", form, world.actor("siti"), LATER)
    assert second.number == 2
    assert "Capaian kinerja organisasi : Istimewa" in text_of(second)


def test_a_subject_that_went_on_leaves_no_file() -> None:
    world, form = evaluation_in("final")
    with clock.frozen(LATER):
        document, _job = actions.order_document("appraisal.evaluation_form", form.public_id, actor=world.actor("siti"))
        fresh = world.form_of("siti")
        evaluations.request_reopening(
            fresh.public_id, actor=world.actor("hana"), version=fresh.version, reason="Berkas tertukar."
        )
    work(LATER)
    assert str(Document.objects.get(pk=document.pk).state) == "lapsed"
