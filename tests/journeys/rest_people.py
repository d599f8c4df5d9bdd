"""People of the journey as they meet the API: a token of their own, a look into the inbox, a step on what they read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rest_framework.test import APIClient

from organization.models import User
from workflow import outbox

PASSWORD = "Jalan-panjang-2026"
API = "/api/v1"


@dataclass
class Person:
    """Somebody who speaks to the API with a bearer token and nothing else."""

    username: str
    client: APIClient = field(default_factory=lambda: APIClient(enforce_csrf_checks=True))

    def signs_in(self, password: str = PASSWORD) -> Person:
        """Ask for a token with name and password, and use it from now on."""
        body = {"username": self.username, "password": password, "name": "journey"}
        made = expect(self.client.post(f"{API}/tokens/", body, format="json"), 201)
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Person:
        """The same person with a client of his own, for a story that begins where another one began."""
        copy = Person(self.username)
        copy.client.credentials(**self.client._credentials)
        return copy

    @property
    def user(self) -> User:
        return User.objects.get(username=self.username)

    def reads(self, path: str) -> Any:
        return expect(self.client.get(f"{API}/{path}"), 200)

    def sends(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        return expect(self.client.post(f"{API}/{path}", body, format="json"), status)

    def saves(self, path: str, body: dict[str, Any]) -> Any:
        return expect(self.client.patch(f"{API}/{path}", body, format="json"), 200)

    def uploads(self, path: str, file: Any) -> Any:
        return expect(self.client.post(f"{API}/{path}", {"file": file}, format="multipart"), 201)

    def only(self, resource: str, query: str = "") -> dict[str, Any]:
        """The one resource of a list, read in full."""
        found = self.reads(f"{resource}/{query}")["results"]
        assert len(found) == 1, found
        whole: dict[str, Any] = self.reads(f"{resource}/{found[0]['id']}/")
        return whole

    def takes(self, resource: str, subject: dict[str, Any], name: str, **inputs: Any) -> Any:
        """Take a step that is offered, on the version that was just read; twice with one key is once."""
        path = f"{resource}/{subject['id']}/"
        seen = self.reads(path)
        offers = {offer["name"]: offer for offer in seen["available_transitions"]}
        assert name in offers, (name, seen["state"], sorted(offers))
        body = {"transition": name, "version": seen["version"], **inputs}
        key: Any = {"HTTP_IDEMPOTENCY_KEY": f"{seen['id']}-{name}-{seen['version']}"}
        answers = [self.client.post(f"{API}/{path}transitions/", body, format="json", **key) for _ in range(2)]
        receipt = expect(answers[0], 200)
        assert answers[1].content == answers[0].content
        assert receipt["version"] == seen["version"] + 1
        return receipt

    def finds_in_inbox(self, kind: str, subject: dict[str, Any] | None = None) -> None:
        """After the relay ran: a new notice about this; reading it empties the inbox again."""
        outbox.relay_all()
        rows = self.reads("inbox/?limit=100")["results"]
        about = [row for row in rows if row["kind"] == kind and (subject is None or row["subject"] == subject["id"])]
        assert about, (self.username, kind, [(row["kind"], row["title"]) for row in rows])
        for row in rows:
            body = {"transition": "read", "version": row["version"]}
            expect(self.client.post(f"{API}/inbox/{row['id']}/transitions/", body, format="json"), 200)
        assert self.reads("inbox/")["results"] == []

    def downloads(self, path: str) -> bytes:
        """The bytes of a file that is handed out as a download."""
        answer: Any = self.client.get(f"{API}/{path}")
        assert answer.status_code == 200, answer.content
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return b"".join(answer.streaming_content)

    def may(self, resource: str, subject: dict[str, Any]) -> set[str]:
        """Names of the steps offered to this person now."""
        seen = self.reads(f"{resource}/{subject['id']}/")
        return {offer["name"] for offer in seen["available_transitions"] if offer.get("ready", True)}

    def tries(self, resource: str, subject: dict[str, Any], name: str, **inputs: Any) -> Any:
        """Take a step whatever is offered; gives the answer, so that a refusal can be read."""
        seen = self.reads(f"{resource}/{subject['id']}/")
        body = {"transition": name, "version": seen["version"], **inputs}
        return self.client.post(f"{API}/{resource}/{subject['id']}/transitions/", body, format="json")

    def is_refused(self, path: str, status: int) -> None:
        answer = self.client.get(f"{API}/{path}")
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"] == "application/problem+json"


def expect(answer: Any, status: int) -> Any:
    """The body, when the status is what it should be."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    return answer.json() if answer.content else None
