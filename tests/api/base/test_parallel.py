"""The same request sent 32 times at once: one effect, one answer; with other bodies under one key: one effect."""

import pytest
from rest_framework.test import APIClient

from tests.concurrency.clients import at_once
from tests.workflow.conftest import NOW
from workflow.models import Event

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.api.base.parcels")]

CLIENTS = 32


def post(user, parcel, *, key: str, reason: str):
    client = APIClient()
    client.force_authenticate(user)
    body = {"transition": "approve", "version": 0, "reason": reason}
    address = f"/api/v1/parcels/{parcel.public_id}/transitions/"
    return client.post(address, body, format="json", headers={"Idempotency-Key": key})


def test_the_same_request_many_times_at_once_is_one_act(parcel, clerk):
    def act(_number: int) -> str:
        answer = post(clerk, parcel, key="once", reason="a")
        return f"{answer.status_code} {answer.content.decode()}"

    answers = at_once(CLIENTS, act, now=NOW)
    assert len(answers) == 1, answers
    assert next(iter(answers)).startswith("200 ")
    assert sum(answers.values()) == CLIENTS
    assert Event.objects.filter(name="parcel.approved").count() == 1


def test_one_key_with_many_bodies_at_once_is_one_act(parcel, clerk):
    def act(number: int) -> str:
        answer = post(clerk, parcel, key="once", reason=f"text {number}")
        return f"{answer.status_code} {answer.data.get('code', '')}"

    answers = at_once(CLIENTS, act, now=NOW)
    assert answers == {"200 ": 1, "422 idempotency_mismatch": CLIENTS - 1}
    assert Event.objects.filter(name="parcel.approved").count() == 1
