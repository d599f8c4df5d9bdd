"""One cell through one door: the action, REST (token or session), the page; and what a refusal may leave behind.

A door answers `allow` (2xx or a redirect, and the step is in the history), `404`, `403`, `409`, the code of a guard
(422; a page tells only the number), `unknown` for a step only the system takes, or `sign in`.
Whether a refusal left a trace: every writing statement of the request is watched; where there was one, for the first
refusal of a kind at each door and for every 25th in any case, the whole database is compared and the page is drawn
(the other cells skip what no answer rests on: `traces.quickly`). Files are counted each time. After all cells the
whole database is what it was before them.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from organization.actions.tokens import digest_of
from organization.models import ApiToken, User
from tests.api.snapshot import snapshot
from tests.matrix.doors.impossible import impossible
from tests.matrix.doors.traces import at_full, files, quickly, watched
from tests.matrix.table import ALLOWED, FORBIDDEN, HIDDEN, answer_of, undone
from workflow import clock
from workflow.actors import CLOCK, NOBODY, Actor, actor_of
from workflow.engine import fire
from workflow.models import Event
from workflow.tables import table_of

UNKNOWN, SIGN_IN = "unknown", "sign in"
SYSTEM, OUTSIDE = "clock", ("anonymous", "disabled")
DOORS = ("action", "rest", "page")
CSRF = "c" * 32
STATUSES = {400: UNKNOWN, 401: SIGN_IN, 404: HIDDEN, 403: FORBIDDEN, 409: "409"}
WHOLE_EVERY = 25

Cell = tuple[str, str, str]
Page = Callable[[Any, str, Mapping[str, Any]], tuple[str, dict[str, Any]]]


@dataclass
class Scene:
    """One subject in one situation, everybody who stands in some relation to it, and what the table says."""

    name: str
    subject: Any
    users: Mapping[str, User]
    cells: Mapping[tuple[str, str], str]
    resource: str
    page: Page
    prepare: Callable[[Any, str], dict[str, Any]]
    clients: dict[str, Client] = field(default_factory=dict)
    bearers: dict[str, Client] = field(default_factory=dict)

    @property
    def model(self) -> Any:
        return type(self.subject)

    @property
    def machine(self) -> str:
        """As the tables call it."""
        return self.name.split("/")[0]

    @cached_property
    def version(self) -> int:
        """Every cell is rolled back, so it stands as long as the scene."""
        return int(self.model.objects.values_list("version", flat=True).get(pk=self.subject.pk))

    @cached_property
    def digest(self) -> dict[str, str]:
        """The whole database as every cell finds it."""
        return snapshot()

    def actor(self, person: str) -> Actor:
        """The person as stored now."""
        if person in (SYSTEM, "anonymous"):
            return CLOCK if person == SYSTEM else NOBODY
        return actor_of(self.users[person])

    def sign_everybody_in(self) -> None:
        """One client per person, with a session and a token; the disabled account keeps those of better days."""
        people = {person for _name, person in self.cells} - {SYSTEM, *self.clients}
        for person in people:
            client = self.clients[person] = knocking()
            client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
            if person != "anonymous":
                client.force_login(self.users[person], backend="organization.authentication.NipOrUsernameBackend")
                token = digest_of(secret_of(person))
                ApiToken.objects.create(
                    user=self.users[person],
                    name="matriks",
                    digest=token,
                    created_at=clock.now(),
                    last_used_at=clock.now(),
                )
                self.bearers[person] = knocking(Authorization=f"Bearer {secret_of(person)}")
        self.__dict__.pop("digest", None)

    def wanted(self, door: str, name: str, person: str) -> str:
        """What the table says at a door; a hidden step exists at no door of people."""
        written = self.cells[name, person]
        if door == "action":
            return written
        if person in OUTSIDE:
            return SIGN_IN
        if table_of(self.model).row(name).hidden and written != HIDDEN:
            return UNKNOWN
        return written


@cache
def handler() -> ClientHandler:
    """One chain of middleware for everybody; building it costs more than an answer."""
    return ClientHandler(enforce_csrf_checks=True)


def knocking(**headers: str) -> Client:
    """Somebody's browser or program."""
    client = Client(enforce_csrf_checks=True, headers=headers or None)
    client.handler = handler()
    return client


def secret_of(person: str) -> str:
    """The token of a person."""
    return f"kb_matrix-{person}"


def uses_token(person: str) -> bool:
    """Half of the people come with a token, half with the session of their browser."""
    return zlib.crc32(person.encode()) % 2 == 0


def plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The input as it travels."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value if isinstance(value, int) else str(value)
        for name, value in payload.items()
    }


def by_action(scene: Scene, name: str, person: str, version: int, payload: dict[str, Any]) -> str:
    actor = scene.actor(person)
    seen = None if actor.is_clock else version
    return answer_of(
        lambda: fire((scene.model, scene.subject.public_id), name, actor=actor, version=seen, payload=payload)
    )


def by_rest(scene: Scene, name: str, person: str, version: int, payload: dict[str, Any]) -> str:
    client, headers = scene.clients[person], {"X-CSRFToken": CSRF}
    if uses_token(person) and person != "anonymous":
        client, headers = scene.bearers[person], {}
    address = f"/api/v1/{scene.resource}/{scene.subject.public_id}/transitions/"
    body = {"transition": name, "version": version, **plain(payload)}
    response = client.post(address, body, content_type="application/json", headers=headers)
    if response.status_code == 200:
        return ALLOWED
    if response.status_code == 422:
        return str(response.json()["code"])
    if response.status_code == 400 and response.json()["errors"][0]["code"] != "unknown_transition":
        return f"400 {response.json()['errors']}"
    return STATUSES.get(response.status_code, str(response.status_code))


def by_page(scene: Scene, name: str, person: str, version: int, payload: dict[str, Any]) -> str:
    address, inputs = scene.page(scene.subject, name, payload)
    body = {"transition": name, "version": version, **plain(inputs), "csrfmiddlewaretoken": CSRF}
    response = scene.clients[person].post(address, body)
    if response.status_code == 302:
        return SIGN_IN if response["Location"].startswith(reverse("organization:login")) else ALLOWED
    return STATUSES.get(response.status_code, str(response.status_code))


KNOCK = {"action": by_action, "rest": by_rest, "page": by_page}


def run_cell(scene: Scene, door: str, name: str, person: str, *, whole: bool = False) -> str:
    """The answer of a door, with what is wrong about it appended."""
    with undone():
        with watched() as prepared:
            payload = scene.prepare(scene.subject, name)
        # What the preparation of a cell writes is no trace of the cell.
        before = (snapshot() if prepared else scene.digest) if whole else None
        stored = files()
        with watched() as writes, at_full(wanted=whole):
            answer = KNOCK[door](scene, name, person, scene.version, payload)
        if answer == ALLOWED:
            return answer if happened(scene, name, scene.version) else f"{answer}, but nothing happened"
        if files() != stored:
            return f"{answer}, but left a file"
        if before is not None:
            return answer if snapshot() == before else f"{answer}, but left a trace"
    return run_cell(scene, door, name, person, whole=True) if writes else answer


def happened(scene: Scene, name: str, version: int) -> bool:
    """The step is the next fact of the history, and the subject stands where it leads or went on from there."""
    row = table_of(scene.model).row(name)
    rows = Event.objects.filter(kind=scene.model.kind, subject_id=scene.subject.pk)
    fact = rows.filter(version=version + 1, name=row.event, to_state=row.target).exists()
    last = rows.order_by("-version").values_list("version", "to_state")[0]
    return fact and last == scene.model.objects.values_list("version", "state").get(pk=scene.subject.pk)


def chosen(scene: Scene, doors: Iterable[str], *, sample: bool) -> Iterator[Cell]:
    """Every cell (door, step, person); or all that are allowed, and one refusal of each step per door."""
    steps = sorted({name for name, _person in scene.cells})
    for door in doors:
        for name in steps:
            people = [
                person
                for step, person in scene.cells
                if step == name and not impossible(door, scene.machine, name, person)
            ]
            yield from ((door, name, person) for person in (_few(scene, door, name, people) if sample else people))


def left_out(scene: Scene) -> int:
    """How many cells of the scene are listed as impossible."""
    return sum(impossible(door, scene.machine, name, person) for door in DOORS for name, person in scene.cells)


def has_page(scene: Scene, name: str) -> bool:
    """Whether the pages have a road for the step at all."""
    try:
        scene.page(scene.subject, name, {})
    except LookupError:
        return False
    return True


def _few(scene: Scene, door: str, name: str, people: list[str]) -> list[str]:
    allowed = [person for person in people if scene.wanted(door, name, person) == ALLOWED][:1]
    refused = [person for person in people if scene.wanted(door, name, person) != ALLOWED]
    kinds = sorted({scene.wanted(door, name, person) for person in refused})
    if not kinds:
        return allowed
    # The same choice in every run, another one for each step and situation.
    turn = zlib.crc32(f"{scene.name}/{door}/{name}".encode())
    kind = kinds[turn % len(kinds)]
    of_kind = [person for person in refused if scene.wanted(door, name, person) == kind]
    return [*allowed, of_kind[turn // 7 % len(of_kind)]]


def agrees(door: str, answer: str, wanted: str) -> bool:
    """A page says 422 where the table names the guard."""
    if door == "page" and answer == "422":
        return wanted not in (ALLOWED, UNKNOWN, SIGN_IN) and not wanted.isdigit()
    return answer == wanted


def differences(scene: Scene, doors: Iterable[str] = DOORS, *, sample: bool = False) -> tuple[Counter[str], list[str]]:
    """How many cells were run at each door, and each that answered otherwise than written or left a trace."""
    scene.sign_everybody_in()
    counts, found, seen, before = Counter[str](), [], set(), scene.digest
    with quickly():
        for door, name, person in chosen(scene, doors, sample=sample):
            counts[door] += 1
            wanted = scene.wanted(door, name, person)
            # Compared whole and drawn: every 25th, and at each door the first refusal of a kind.
            whole = wanted != ALLOWED and (counts[door] % WHOLE_EVERY == 0 or (door, wanted) not in seen)
            seen.add((door, wanted))
            answer = run_cell(scene, door, name, person, whole=whole)
            if not agrees(door, answer, wanted):
                found.append(f"{scene.name}: {name} by {door} as {person}: {answer}, written: {wanted}")
    if snapshot() != before:
        found.append(f"{scene.name}: the cells changed the database for good")
    return counts, found
