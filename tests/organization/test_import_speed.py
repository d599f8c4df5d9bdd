"""Ten thousand rows are checked and applied within twenty seconds, and a second time change nothing.

Counted in seconds of this process, so that a busy neighbour does not decide.
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from organization import nip
from organization.actions import imports
from organization.models import Employee, Sex
from organization.reporting import lines_for
from tests.organization.conftest import workbook
from workflow.actors import CLOCK

PEOPLE, UNITS, SECONDS = 10_000, 200, 20


def regency() -> bytes:
    units: list[list[Any]] = [["kode", "nama", "jenis", "kode_induk"], ["1", "Kabupaten", "kabupaten", ""]]
    units += [[f"1.{n}", f"Dinas {n}", "dinas", "1"] for n in range(UNITS)]
    people: list[list[Any]] = [
        [
            "nip",
            "nama",
            "jenis_pegawai",
            "jenis_kelamin",
            "kode_unit",
            "jabatan",
            "jenis_jabatan",
            "kepala_unit",
            "tmt_jabatan",
        ]
    ]
    for n in range(PEOPLE):
        born = date(1970 + n % 25, 1 + n % 12, 1 + n % 28)
        number = nip.make(birth_date=born, start=date(2010, 1 + n % 12, 1), sex=Sex.MALE, serial=1 + n // 28)
        unit, head = f"1.{n % UNITS}", n < UNITS
        title = "Kepala Dinas" if head else f"Staf {n % 7}"
        kind = "JPT" if head else "pelaksana"
        people.append([number, f"Orang {n}", "PNS", "L", unit, title, kind, "ya" if head else "tidak", "2024-01-01"])
    return workbook(Unit=units, Pegawai=people)


@pytest.mark.slow
def test_ten_thousand_rows_in_twenty_seconds(transactional_db: None, django_assert_max_num_queries: Any) -> None:
    data = regency()
    started = time.process_time()
    found = imports.upload(actor=CLOCK, name="besar.xlsx", data=data)
    assert found.batch is not None
    assert found.plan.faults == []
    imports.apply_batch(found.batch.public_id, actor=CLOCK, version=found.batch.version)
    spent = time.process_time() - started
    assert Employee.objects.count() == PEOPLE
    assert spent < SECONDS
    assert imports.upload(actor=CLOCK, name="besar.xlsx", data=data).is_unchanged
    ids = list(Employee.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(8):
        lines = lines_for(ids, date(2026, 1, 1))
    assert sum(1 for line in lines.values() if line.assessor is None) == UNITS
