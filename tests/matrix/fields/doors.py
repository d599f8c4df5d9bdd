"""The three doors of the field matrix, and what each says against the table.

Policy: `fields_for`. REST: fields of the detail and of the row in the list, and the words in everything below the
address. Page: the words in all pages of the object; figures without words by comparing the pages of two worlds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.matrix.doors.harness import knocking
from tests.matrix.fields.planting import PAGE, REST
from tests.matrix.fields.subjects import Subject, Swing
from tests.matrix.table import undone
from tests.privacy.unfolding import holding
from workflow.policies import policy_for

QUIET_PAGE = "/accounts/me/"
BACKEND = "organization.authentication.NipOrUsernameBackend"
# What is another one in each answer: tokens, keys, numbers of requests.
CHANGING = re.compile(r"[0-9a-zA-Z]{64}|[0-9a-f]{32}|[0-9a-f-]{36}|nonce-\S+|act-\w+-[0-9a-f]{6}")


@dataclass
class Doors:
    """One subject with the sessions of those who knocked.

    `whole`: every address below the object, its list and both worlds. Else the detail and the first page alone: that
    nothing stands there that must not; what must stand somewhere is not asked for.
    """

    subject: Subject
    whole: bool = True
    sessions: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """The person's browser; the disabled account keeps the session of better days."""
        if person not in self.sessions:
            self.sessions[person] = client = knocking()
            if person != "anonymous":
                client.force_login(self.subject.users[person], backend=BACKEND)
        return self.sessions[person]

    def get(self, person: str, address: str) -> tuple[int, bytes]:
        """Status and whole answer, headers with it."""
        answer: Any = self.client(person).get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, body + repr(answer.headers).encode()

    def json(self, person: str, address: str) -> tuple[Any, bytes]:
        """A REST answer as data (nothing where it is refused) and as it came."""
        answer = self.client(person).get(address)
        body: bytes = answer.content
        return (answer.json() if answer.status_code == 200 else None), body + repr(answer.headers).encode()

    def pages(self) -> list[str]:
        """The pages of the object."""
        found = [self.subject.address(template) for template in self.subject.shape.pages]
        return [one for one in found if one][: None if self.whole else 1]


def by_policy(doors: Doors, people: Iterable[str]) -> Iterator[str]:
    """`fields_for` opens what the table says; a part of a group is open with the whole of it."""
    subject, policy = doors.subject, policy_for(doors.subject.row)
    for person in people:
        actor = subject.actor(person)
        opened = policy.fields_for(actor, subject.row)
        if policy.sees(actor, subject.row) != (person in subject.known):
            yield subject.named("the object", person, "policy", "known" if person not in subject.known else "hidden")
        for group in sorted(subject.table.groups):
            seen = bool({group, group.split(".")[0]} & opened)
            if seen != subject.reads(person, group):
                yield subject.named(group, person, "policy", "open" if seen else "closed")
        for group in sorted(opened - subject.table.groups):
            yield subject.named(group, person, "policy", "a group without a line in tests/matrix/field_tables.py")


def by_rest(doors: Doors, people: Iterable[str]) -> Iterator[str]:
    """Fields of the detail, fields of the row in the list, words below the address."""
    subject = doors.subject
    root = f"/api/v1/{subject.shape.resource}/"
    own = f"{root}{subject.row.public_id}/"
    below = [subject.address(f"api/v1/{subject.shape.resource}/{{0}}/{part}") for part in subject.shape.rest]
    for person in people:
        shape, body = doors.json(person, own)
        yield from _known(subject, person, "rest", shape is not None)
        yield from _fields(subject, person, "rest", shape, frozenset(subject.shape.fields))
        places = {own: body, **dict.fromkeys((one for one in below if one and doors.whole), b"")}
        yield from _words(doors, person, REST, places)
        if doors.whole:
            listed, _body = doors.json(person, f"{root}?limit=100")
            rows = listed["results"] if listed else []
            row = next((one for one in rows if one["id"] == str(subject.row.public_id)), None)
            yield from _known(subject, person, "rest list", row is not None)
            yield from _fields(subject, person, "rest list", row, subject.shape.listed)


def _known(subject: Subject, person: str, door: str, seen: bool) -> Iterator[str]:
    if seen != (person in subject.known):
        yield subject.named("the object", person, door, "known" if seen else "hidden")


def _fields(subject: Subject, person: str, door: str, shape: Any, shown: frozenset[str]) -> Iterator[str]:
    """Present exactly where the table says so; a field of the contract that this shape does not have stands nowhere."""
    for name, group in subject.shape.fields.items() if shape is not None else ():
        part, _dot, inner = name.partition(".")
        entries = shape.get(part, []) if inner else [shape]
        wanted = name in shown and subject.reads(person, group)
        if entries and any((inner or part) in one for one in entries) != wanted:
            yield subject.named(f"{group} ({name})", person, door, "closed" if wanted else "open")


def _words(doors: Doors, person: str, door: str, places: Mapping[str, bytes]) -> Iterator[str]:
    """Words of others nowhere; the object's own in one of the answers (read here, where they are not given)."""
    subject, met = doors.subject, set[str]()
    for address, content in places.items():
        for word in holding(content or doors.get(person, address)[1], subject.words):
            met.add(word.text)
            if not word.open_to(person):
                yield subject.named(f"{subject.called(word)} at {address}", person, door, "open")
    for word in subject.own if doors.whole else ():
        if door in word.doors and person in word.readers and word.text not in met:
            yield subject.named(subject.called(word), person, door, "closed")


def by_page(doors: Doors, people: Iterable[str]) -> Iterator[str]:
    """Words in the pages of the object."""
    for person in people:
        yield from _words(doors, person, PAGE, dict.fromkeys(doors.pages(), b""))


def by_two_worlds(doors: Doors, people: Iterable[str]) -> Iterator[str]:
    """A figure without words: pages change with it for its readers, and for nobody else."""
    subject = doors.subject
    if not subject.swings or not doors.whole:
        return
    places = [*doors.pages()[:3], f"/{subject.shape.resource}/", f"/{subject.shape.resource}/team/"]
    for person in people:
        assert doors.client(person)
        here = _world(doors, person, lambda: None, places)
        for group, swing in subject.swings.items():
            seen = _world(doors, person, swing, places) != here
            if seen != subject.reads(person, group):
                yield subject.named(group, person, "page", "open" if seen else "closed")


def _world(doors: Doors, person: str, swing: Swing, places: list[str]) -> str:
    with undone():
        swing()
        # What an earlier refusal left to be said stands on the next page, whichever it is.
        doors.get(person, QUIET_PAGE)
        answers = [doors.get(person, address) for address in places]
        return "".join(CHANGING.sub("", body.decode("utf-8", "replace")) for status, body in answers if status == 200)


def round_about(doors: Doors, people: Iterable[str], templates: Iterable[str]) -> Iterator[str]:
    """Lists, searches, exports, papers: no word that the table does not open to the reader."""
    subject = doors.subject
    for person in people:
        for template in templates:
            part = subject.words[0].text[:10] if subject.words else "zq"
            if not (address := subject.address(template.replace("{part}", part).replace("{name}", "a"))):
                continue
            for word in holding(doors.get(person, address)[1], subject.words):
                if not word.open_to(person):
                    yield subject.named(f"{subject.called(word)} at {address}", person, "list, search or file", "open")


DOORS = {"policy": by_policy, "rest": by_rest, "page": by_page, "figures": by_two_worlds}


def disagreements(doors: Doors, people: Mapping[str, Iterable[str]]) -> list[str]:
    """Everything at which a door and the table part; `people`: who knocks at which door."""
    return [line for name, door in DOORS.items() for line in door(doors, people.get(name, ()))]
