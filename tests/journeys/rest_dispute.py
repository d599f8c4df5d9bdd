"""One objection over REST: written, filed, answered and decided by the people of the office."""

from __future__ import annotations

from typing import Any

from tests.journeys.rest_office import OBJECTION, Office
from tests.journeys.rest_people import Person

CLAIM = "Rekap bulanan menunjukkan target tercapai."
ANSWER = "Rekap saya lihat; dua bulan terlambat dikirim."


class Dispute:
    """Siti's objection to her result, from her first word on."""

    def __init__(self, office: Office, *codes: str) -> None:
        self.office = office
        self.row = office.siti.sends("objections/", {"evaluation": office.form["id"]})
        self.path = f"objections/{self.row['id']}/"
        for code in codes:
            item = next(one for one in office.form["items"] if one["code"] == code)
            revision = office.siti.reads(self.path)["claim_revision"]
            body = {"revision": revision, "claim": CLAIM, "wished_rating": 2}
            office.siti.saves(f"{self.path}claims/{item['id']}/", body)

    def is_filed(self) -> None:
        """In time: the receipt says so, the result is shown as disputed, and the assessor is told."""
        self.office.siti.takes("objections", self.row, "file")
        receipt = self.office.siti.reads(self.path)["receipt"]
        assert receipt["in_time"] is True
        assert receipt["fingerprint"]
        assert self.is_disputed
        self.office.kabid.finds_in_inbox(OBJECTION, self.row)

    @property
    def is_disputed(self) -> bool:
        return bool(self.office.siti.reads(f"evaluations/{self.office.form['id']}/")["disputed"])

    def is_answered(self) -> None:
        """The assessor answers every item and hands the answers in."""
        kabid = self.office.kabid
        for item in kabid.reads(self.path)["items"]:
            body = {"revision": kabid.reads(self.path)["answer_revision"], "answer": ANSWER}
            kabid.saves(f"{self.path}items/{item['id']}/answer/", body)
        kabid.takes("objections", self.row, "answer")

    def is_ruled_by(self, decider: Person, grants: dict[str, int], reason: str) -> None:
        """A ruling with a reason for every contested item; those named get the better rating."""
        for item in decider.reads(self.path)["items"]:
            rating = grants.get(item["code"])
            given = {"ruling": "grant", "ruling_rating": rating} if rating else {"ruling": "uphold"}
            revision = decider.reads(self.path)["ruling_revision"]
            body = {"revision": revision, "ruling_reason": reason, **given}
            decider.saves(f"{self.path}items/{item['id']}/ruling/", body)

    def is_decided_by(self, decider: Person, **ratings: Any) -> dict[str, Any]:
        """The decision; gives the objection as Siti reads it. The result is final and no longer disputed."""
        siti, form = self.office.siti, self.office.form
        decider.takes("objections", self.row, "decide", **ratings)
        siti.finds_in_inbox(OBJECTION, self.row)
        after = siti.reads(f"evaluations/{form['id']}/")
        assert (after["state"], after["disputed"]) == ("final", False)
        seen: dict[str, Any] = siti.reads(self.path)
        return seen

    @property
    def predicate(self) -> str:
        """What Siti's result says now."""
        return str(self.office.siti.reads(f"evaluations/{self.office.form['id']}/result/")["predicate"])
