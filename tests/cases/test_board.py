"""The HR board: filters, columns, age, workload, acts on many, files, and how many statements it all takes."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cases import board
from cases.actions import assign_coach_each, enrol_each
from cases.board import Filters
from cases.models import Enrolment, ImprovementCase
from organization.models import Employee
from tests.cases.test_pages import crowd, statements
from tests.cases.world import NOW, TODAY, World, bring_to, open_case, training
from workflow import clock
from workflow.history import history_of
from workflow.models import AccessRecord

BOARD = "/cases/"


@pytest.fixture
def signed_in(world: World):
    def enter(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return enter


def names(world: World, **asked: object) -> list[str]:
    rows = board.rows_of(world.actor("hana"), Filters(**asked)).order_by("employee__full_name")
    return [case.employee.full_name for case in rows]


class TestFilters:
    def test_each_narrows_to_what_it_says(self, world):
        open_case(world)
        open_case(world, "rekan", source=2, coach=None)
        late = open_case(world, "lama", source=3, coach="rekan")
        ImprovementCase.objects.filter(pk=late.pk).update(duty_overdue=True)
        citra = str(world.people["citra"].public_id)
        assert names(world) == ["Budi", "Lama", "Rekan"]
        assert names(world, coach=citra) == ["Budi"]
        assert names(world, coach="none") == ["Rekan"]
        assert names(world, late=True) == ["Lama"]
        assert names(world, unit="section") == []
        assert names(world, text="rek") == ["Rekan"]
        assert names(world, state="active") == []

    @pytest.mark.parametrize(
        "query", ["coach=x", "coach=0", "state=x", "sort=x", "view=x", "late=x", "unit=%00x", "after=x", "q=%25"]
    )
    def test_nonsense_in_the_address_does_no_harm(self, world, signed_in, query):
        open_case(world)
        assert signed_in("hana").get(f"{BOARD}?{query}").status_code == 200

    def test_the_oldest_in_its_state_comes_first_when_sorted_by_age(self, world):
        first = open_case(world)
        with clock.frozen(NOW + timedelta(days=3)):
            open_case(world, "rekan", source=2)
        filters = Filters(sort="age")
        rows = board.rows_of(world.actor("hana"), filters).order_by(*filters.order.names())
        assert next(case.pk for case in rows) == first.pk


class TestViews:
    def test_the_choice_of_view_stays_in_the_address(self, world, signed_in):
        open_case(world)
        page = signed_in("hana").get(f"{BOARD}?late=1&view=columns").content.decode()
        assert 'href="?late=1"' in page  # the way back to the table keeps the filter
        page = signed_in("hana").get(f"{BOARD}?late=1").content.decode()
        assert "?late=1&amp;view=columns" in page

    def test_columns_hold_each_stage_with_its_number(self, world, signed_in):
        bring_to(world, "active")
        open_case(world, "rekan", source=2)
        found = {
            stage: (n, len(cards))
            for stage, n, cards in board.columns_of(board.rows_of(world.actor("hana"), Filters()))
        }
        assert found == {
            "opened": (1, 1),
            "planned": (0, 0),
            "active": (1, 1),
            "under_review": (0, 0),
            "on_hold": (0, 0),
        }
        page = signed_in("hana").get(f"{BOARD}?view=columns").content.decode()
        assert page.index("stage-opened") < page.index("stage-active")

    @pytest.mark.parametrize("who", ["hana", "sari", "audi"])
    @pytest.mark.parametrize("query", ["", "?view=columns"])
    def test_statements_do_not_grow_with_rows(self, world, signed_in, who, query):
        open_case(world)
        client = signed_in(who)
        crowd(world, 1, 5)
        few, _page = statements(client, BOARD + query)
        crowd(world, 50, 60)
        many, _page = statements(client, BOARD + query)
        assert [sql[:60] for sql in few] == [sql[:60] for sql in many]
        assert len(many) <= 15

    def test_only_hr_and_auditors_get_the_figures_and_files(self, world, signed_in):
        open_case(world)
        shown = {
            who: "workload" in signed_in(who).get(BOARD).content.decode() for who in ("hana", "audi", "sari", "budi")
        }
        assert shown == {"hana": True, "audi": True, "sari": False, "budi": False}
        for who, status in (("hana", 200), ("audi", 200), ("sari", 403), ("budi", 403), ("lia", 403)):
            assert signed_in(who).get(f"{BOARD}export/csv/").status_code == status
        assert signed_in("hana").get(f"{BOARD}export/exe/").status_code == 404


class TestFigures:
    def test_workload_counts_open_cases_per_coach(self, world):
        open_case(world)
        late = open_case(world, "rekan", source=2)
        ImprovementCase.objects.filter(pk=late.pk).update(duty_overdue=True)
        open_case(world, "lama", source=3, coach=None)
        found = [(load.name, load.open, load.overdue) for load in board.workload(world.actor("hana"))]
        assert found == [("Citra", 2, 1), ("", 1, 0)]
        assert board.workload(world.actor("joko")) == []

    def test_months_count_in_the_month_of_the_office(self, world):
        case = open_case(world)
        # 31 October, 17:30 UTC is already the first of November in Bangko.
        ImprovementCase.objects.filter(pk=case.pk).update(opened_at=NOW.replace(month=10, day=31, hour=17, minute=30))
        months = board.by_month(world.actor("hana"), today=TODAY)
        assert [(m.first.month, m.opened) for m in months if m.opened] == [(11, 1)]
        assert (len(months), months[0].first.isoformat()) == (12, "2025-12-01")

    def test_agencies_with_most_cases_come_first(self, world):
        open_case(world)
        open_case(world, "joko", source=2, supervisor=None, coach=None)
        open_case(world, "rekan", source=3)
        found = board.by_agency(world.actor("hana"))
        assert [(name, number) for name, number, _late in found] == [("Agency", 2)]


class TestMany:
    def test_one_coach_for_many_is_a_step_each_and_says_why_not(self, world):
        fresh = open_case(world, coach=None)
        under_way = bring_to(world, "active", open_case(world, "rekan", source=2))
        own = open_case(world, "lama", source=3, coach=None)
        chosen = [str(case.public_id) for case in (fresh, under_way, own)]
        hana, lama = world.actor("hana"), world.people["lama"]
        lines = {line.name: line for line in assign_coach_each(chosen, coach=lama, actor=hana)}
        assert {name: line.taken for name, line in lines.items()} == {"Budi": True, "Rekan": False, "Lama": False}
        assert "bukan orang yang" in lines["Lama"].said
        assert history_of(fresh).latest("version").name == "case.coach_assigned"
        words = {"reason": "pindah tugas", "handover": "sudah dua sesi"}
        lines = {line.name: line for line in assign_coach_each(chosen, coach=lama, actor=hana, **words)}
        assert lines["Rekan"].taken
        assert history_of(under_way).latest("version").name == "case.coach_replaced"

    def test_seats_for_many_are_asked_for_one_by_one(self, world):
        cases = [open_case(world), open_case(world, "rekan", source=2)]
        offer, chosen = training(), [str(case.public_id) for case in cases]
        first = enrol_each(chosen[:1], training=offer, actor=world.actor("hana"))
        assert [line.taken for line in first] == [True]
        lines = enrol_each([*chosen, "nonsense"], training=offer, actor=world.actor("hana"))
        assert [(line.name, line.taken) for line in lines] == [("Budi", False), ("Rekan", True)]
        assert lines[0].said == "Sudah ada pendaftaran di pelatihan ini."
        assert Enrolment.objects.filter(state="requested", case__isnull=False).count() == 2

    def test_the_page_lists_who_was_taken_and_who_was_not(self, world, signed_in):
        case, offer = open_case(world), training()
        body = {"selected": [str(case.public_id)], "training": str(offer.public_id)}
        hana = signed_in("hana")
        assert "Kursi sudah diminta" in hana.post(reverse("cases:enrol_many"), body).content.decode()
        again = hana.post(reverse("cases:enrol_many"), body)
        assert again.status_code == 200
        assert "Sudah ada pendaftaran" in again.content.decode()
        assert Enrolment.objects.count() == 1

    @pytest.mark.parametrize("change", [{"selected": []}, {"training": ""}, {"training": "x"}])
    def test_nothing_happens_without_rows_or_training(self, world, signed_in, change):
        case, offer = open_case(world), training()
        body = {"selected": [str(case.public_id)], "training": str(offer.public_id)} | change
        assert signed_in("hana").post(reverse("cases:enrol_many"), body).status_code == 422
        assert not Enrolment.objects.exists()

    @pytest.mark.parametrize("who", ["budi", "sari", "citra", "audi", "lia", "admin"])
    def test_only_hr_enrols_many(self, world, signed_in, who):
        case, offer = open_case(world), training()
        body = {"selected": [str(case.public_id)], "training": str(offer.public_id)}
        assert signed_in(who).post(reverse("cases:enrol_many"), body).status_code == 403
        assert not Enrolment.objects.exists()


class TestFiles:
    def test_a_name_that_would_be_a_formula_is_text(self, world, signed_in):
        open_case(world)
        Employee.objects.filter(pk=world.people["budi"].pk).update(full_name="=1+1")
        text = signed_in("hana").get(f"{BOARD}export/csv/").content.decode("utf-8-sig")
        assert '"\'=1+1"' in text
        book = load_workbook(io.BytesIO(signed_in("hana").get(f"{BOARD}export/xlsx/").content))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type != "s" and cell.value is not None] == []
        assert world.people["budi"].nip in {cell.value for cell in cells}

    def test_the_file_has_the_rows_of_the_filter_and_leaves_a_record_of_each(self, world, signed_in):
        open_case(world)
        open_case(world, "rekan", source=2)
        AccessRecord.objects.all().delete()
        text = signed_in("hana").get(f"{BOARD}export/csv/?q=rek").content.decode("utf-8-sig")
        assert ("Rekan" in text, "Budi" in text) == (True, False)
        record = AccessRecord.objects.get()
        assert (record.reader_id, record.kind, record.ground) == (
            world.users["hana"].pk,
            "cases.improvement_case",
            "hr",
        )

    def test_statements_do_not_grow_with_rows(self, world, signed_in):
        open_case(world)
        client = signed_in("hana")
        few, _page = statements(client, f"{BOARD}export/csv/")
        crowd(world, 1, 40)
        many, _page = statements(client, f"{BOARD}export/csv/")
        assert len(few) == len(many) <= 15


def test_the_case_of_ones_own_superior_is_on_no_board(world, signed_in):
    """bawahan is HR of the agency and works below budi."""
    open_case(world)
    assert "Budi" not in signed_in("bawahan").get(BOARD).content.decode()
    assert "Budi" not in signed_in("bawahan").get(f"{BOARD}?view=columns").content.decode()
    assert "Budi" not in signed_in("bawahan").get(f"{BOARD}export/csv/").content.decode()
