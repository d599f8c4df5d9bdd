"""The reference page and the schema: for the signed-in, searchable, in both languages, with own assets alone."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from config import apidocs
from organization.models import User
from tests.api.operations import operations
from workflow.api.codes import CODES

DOCS, SCHEMA = "/api/v1/docs/", "/api/v1/schema/"


@pytest.fixture
def reader(db):
    client = Client()
    user = User.objects.create_user("pembaca", "rahasia-sekali")
    client.force_login(user, backend="organization.authentication.NipOrUsernameBackend")
    return client


def test_both_are_closed_to_strangers(db):
    assert Client().get(DOCS).status_code == 302
    answer = Client().get(SCHEMA)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


def test_the_schema_is_served_as_json(reader):
    document = json.loads(reader.get(SCHEMA).content)
    assert document["openapi"].startswith("3.")
    assert document["components"]["securitySchemes"]["bearerAuth"]["scheme"] == "bearer"


def test_a_process_makes_the_document_of_a_language_once(reader, monkeypatch):
    """Making it takes half a second of a processor: whoever reloads the page must not keep the office waiting."""
    apidocs.schema_in.cache_clear()
    made: list[str] = []
    honest = SchemaGenerator.get_schema

    def counting(*given, **named):
        made.append("once")
        return honest(*given, **named)

    monkeypatch.setattr(SchemaGenerator, "get_schema", counting)
    for address in (DOCS, SCHEMA, f"{DOCS}?q=cases"):
        assert reader.get(address).status_code == 200
    assert len(made) == 1
    assert reader.get(f"{SCHEMA}?lang=en").json() != reader.get(SCHEMA).json()
    assert len(made) == 2


def test_every_operation_and_every_code_has_its_place(reader):
    page = reader.get(DOCS).content.decode()
    for operation in operations():
        assert f'id="{operation.name}"' in page
    for code in CODES:
        assert f'id="problem-{code.name}"' in page
    assert page.count("curl -X") == len(operations())
    assert "Authorization: Bearer $TOKEN" in page


def test_the_search_narrows_by_every_word(reader):
    page = reader.get(DOCS, {"q": "POST objections"}).content.decode()
    assert 'id="objections_create"' in page
    assert 'id="objections_list"' not in page
    assert 'id="cycles_create"' not in page
    assert 'value="POST objections"' in page


def test_a_search_for_markup_is_shown_as_text(reader):
    page = reader.get(DOCS, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_speaks_both_languages(reader):
    indonesian = reader.get(DOCS).content.decode()
    reader.cookies["django_language"] = "en"
    english = reader.get(DOCS).content.decode()
    assert "Refusals and their codes" in english
    assert "Refusals and their codes" not in indonesian


def test_nothing_comes_from_another_host_and_nothing_runs_inline(reader):
    answer = reader.get(DOCS)
    page = answer.content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.search(r"<style|style=\"|<script(?![^>]*\bsrc=)(?![^>]*json)", page)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
