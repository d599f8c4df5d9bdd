"""Who reads which field group of whose object, in every situation: written from the rules, computed by nothing.

The rules: TRUST.md P13, P15 and C-32; "Who reads what" and the decisions of cases/README.md; the decisions of
appraisal/README.md. In one sentence: a person reads everything about himself, but for what somebody is still writing
(a rating before it is handed over, an answer or a ruling before it is given) and the decider's private note.

A line is a group, a column a situation, a cell the people who read the group there, a letter each (`-`: nobody).
The line `known` says who may know the object at all; all others get 404 and are named as strangers. A group with a
dot is a part of the group before it: `reasons.cancel` holds the words typed with the step `cancel`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KNOWN = "known"
People = frozenset[str]


@dataclass(frozen=True)
class FieldTable:
    """One kind of object: readers by (group, situation), and everybody who is tried."""

    kind: str
    cells: Mapping[tuple[str, str], People]
    strangers: People

    @property
    def situations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(situation for _group, situation in self.cells))

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(group for group, _situation in self.cells) - {KNOWN}

    def readers(self, group: str, situation: str) -> People:
        return self.cells[group, situation]

    def known(self, situation: str) -> People:
        return self.cells[KNOWN, situation]

    def people(self, situation: str) -> Iterator[str]:
        """Everybody who is tried in a situation, in a fixed order."""
        named = {person for (_group, _where), people in self.cells.items() for person in people}
        yield from sorted(named | self.strangers)


def read_fields(kind: str, text: str, letters: str, strangers: str) -> FieldTable:
    """A table of letters. `letters`: one line per letter and the people it stands for."""
    named = {line.split()[0]: frozenset(line.split()[1:]) for line in letters.strip().splitlines()}
    head, *lines = [line.split() for line in text.strip().splitlines()]
    cells: dict[tuple[str, str], People] = {}
    for line in lines:
        assert len(line) == len(head), f"{kind}, {line[0]}: {len(line) - 1} cells for {len(head) - 1} situations"
        for situation, cell in zip(head[1:], line[1:], strict=True):
            assert (line[0], situation) not in cells, f"{kind}: {line[0]} stands twice"
            people = [named[letter] for letter in cell.replace("-", "")]
            cells[line[0], situation] = frozenset[str]().union(*people)
    outside = frozenset(strangers.split())
    assert not outside & frozenset[str]().union(*cells.values()), f"{kind}: a stranger is named in a cell"
    return FieldTable(kind, cells, outside)


# The regency of tests.appraisal. Siti's form: she heads a section, Kabid assesses her, Kadis is above him and decides.
# Hana and Hari are HR; Wati is too, but Kabid is her superior: she is no HR officer where his rating is disputed. Audi
# audits the regency; Lia leads the agency. Strangers: Bupati (two levels above the assessor), Lama (assessor before),
# Rekan (peer), Asing and Kaban (other agency), Joko (HR there), Bawahan (HR of the regency, Siti is her superior),
# Audi_lain (audits elsewhere), Admin; Citra coaches Siti, Kana is counsellor, Tita training officer of the regency.
APPRAISAL = """
S siti
A kabid
U kadis
H hana hari
h hana
W wati
V audi
L lia
"""
OUTSIDE = "bupati lama rekan asing kaban joko bawahan audi_lain admin citra kana tita anonymous disabled"

# open: being filled in; assisted: the same with Hana's help; fresh, rated: with the assessor; calibr: calibration;
# handed, disputed: handed over; asked: Hana asked for a reopening; ended: cancelled while it was being filled in.
# returns: what the assessor asks to change, and every reason typed with a step; history: the steps; notices: that a
# threshold of PP 94/2021 is reached.
EVALUATION = """
group     draft open  assisted fresh rated calibr handed disputed final  asked  ended
known     SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL SAUHWVL
self      S     S     Sh       SAHWV SAHWV SAUHWV SAUHWV SAUHWV   SAUHWV SAUHWV S
returns   SAHWV SAHWV SAHWV    SAHWV SAHWV SAHWV  SAHWV  SAHWV    SAHWV  SAHWV  SAHWV
notices   S     S     S        SAHW  SAHW  SAHW   SAHW   SAHW     SAHW   SAHW   S
review    A     A     A        A     A     AU     SAUHWV SAUHWV   SAUHWV SAUHWV A
ratings   A     A     A        A     A     AU     SAUHWV SAUHWV   SAUHWV SAUHWV A
result    -     -     -        -     -     -      SAUHWV SAUHWV   SAUHWV SAUHWV -
predicate -     -     -        -     -     -      SAUHWV SAUHWV   SAUHWVL SAUHWVL -
history   SAHWV SAHWV SAHWV    SAHWV SAHWV SAUHWV SAUHWV SAUHWV   SAUHWV SAUHWV SAHWV
"""

# A draft belongs to its author alone, also when it lapsed unfiled. written: every item is answered, nothing handed in;
# ruled: every item is ruled upon, nothing decided; late, rejected: filed out of time.
OBJECTION = """
group     drafted filed written answered asked ruled decided withdrawn lapsed late rejected
known     S SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV S SAUHV SAUHV
claims    S SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV S SAUHV SAUHV
answers   - A     A     SAUHV SAUHV SAUHV SAUHV A     - A     A
questions S SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV S SAUHV SAUHV
rulings   - U     U     U     U     U     SAUHV U     - U     U
decision  - -     -     -     -     -     SAUHV -     - -     -
private   - U     U     U     U     U     U     U     - U     U
history   S SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV SAUHV S SAUHV SAUHV
"""
OBJECTION_OUTSIDE = f"{OUTSIDE} wati lia"

# Whoever stands to the objection reads its hearings whole; over: held, and the objection is decided.
HEARING = """
group   planned held  confirmed cancelled over
known   SAUHV   SAUHV SAUHV     SAUHV     SAUHV
hearing SAUHV   SAUHV SAUHV     SAUHV     SAUHV
minutes SAUHV   SAUHV SAUHV     SAUHV     SAUHV
history SAUHV   SAUHV SAUHV     SAUHV     SAUHV
"""

# The office of tests.cases. Budi's case: Sari is his supervisor, Citra his coach, Hana HR, Audi auditor, Tita training
# officer of the agency, Kana his counsellor; Kano is counsellor after her (handed_on). Strangers: Atasan (Sari's
# superior), Mantan and Lama (supervisor and coach before), Rekan (peer), Joko, Adi and Tono (HR, auditor and training
# officer elsewhere), Bawahan (HR of the agency, Budi is her superior), Lia (leader), Admin.
OFFICE = """
S budi
A sari
C citra
H hana
V audi
O tita
K kana
N kano
"""
OFFICE_OUTSIDE = "atasan mantan lama rekan joko adi tono bawahan lia admin anonymous disabled"

CASE = """
group     opened planned active on_hold under_review closed withdrawn
known     SACHV  SACHV   SACHV  SACHV   SACHV        SACHV  SACHV
plan      SACHV  SACHV   SACHV  SACHV   SACHV        SACHV  SACHV
trainings SACHV  SACHV   SACHV  SACHV   SACHV        SACHV  SACHV
outcome   SACHV  SACHV   SACHV  SACHV   SACHV        SACHV  SACHV
views     SACH   SACH    SACH   SACH    SACH         SACH   SACH
reasons   SACH   SACH    SACH   SACH    SACH         SACH   SACH
handover  SCH    SCH     SCH    SCH     SCH          SCH    SCH
"""
CASE_OUTSIDE = f"{OFFICE_OUTSIDE} tita kana kano"

# What was said stays between those who said it; HR reads what was agreed, who did not come, and why a date moved.
SESSION = """
group              planned held  confirmed missed cancelled
known              SACHV   SACHV SACHV     SACHV  SACHV
notes              SAC     SAC   SAC       SAC    SAC
views              SAC     SAC   SAC       SAC    SAC
reasons            SAC     SAC   SAC       SAC    SAC
agreements         SACH    SACH  SACH      SACH   SACH
absence            SACH    SACH  SACH      SACH   SACH
reasons.cancel     SACH    SACH  SACH      SACH   SACH
reasons.miss       SACH    SACH  SACH      SACH   SACH
reasons.reschedule SACH    SACH  SACH      SACH   SACH
"""

# What somebody thinks of a training is for those who choose trainings: not for supervisor and coach.
ENROLMENT = """
group       requested waiting approved declined attended absent completed cancelled
known       SACHVO    SACHVO  SACHVO   SACHVO   SACHVO   SACHVO SACHVO    SACHVO
wish        SACHO     SACHO   SACHO    SACHO    SACHO    SACHO  SACHO     SACHO
certificate SACHO     SACHO   SACHO    SACHO    SACHO    SACHO  SACHO     SACHO
reasons     SACHO     SACHO   SACHO    SACHO    SACHO    SACHO  SACHO     SACHO
result      SACHVO    SACHVO  SACHVO   SACHVO   SACHVO   SACHVO SACHVO    SACHVO
verdict     SHO       SHO     SHO      SHO      SHO      SHO    SHO       SHO
"""
ENROLMENT_OUTSIDE = f"{OFFICE_OUTSIDE} kana kano"

# Others than the two see that it runs and when; HR also who listens.
COUNSELLING = """
group    requested active ended
known    SKAHV     SKAHV  SKAHV
people   SKH       SKH    SKH
openings SK        SK     SK
"""
COUNSELLING_OUTSIDE = f"{OFFICE_OUTSIDE} citra tita kano"

# handed_on: Kana led it, Kano is the counsellor now and reads the dates, never her note.
TALK = """
group    planned held  missed cancelled handed_on
known    SKAHV   SKAHV SKAHV  SKAHV     SNAHV
talk     SK      SK    SK     SK        SN
note     SK      SK    SK     SK        S
openings SK      SK    SK     SK        SN
"""
TALK_OUTSIDE = f"{OFFICE_OUTSIDE} citra tita"

# Columns are the kinds of document. The sealed file of a dispute never goes to a party; the papers of a case go to
# those who may read all that stands in them, so not to the auditor.
OBJECTION_PAPER = """
group   letter sealed
known   SAUHV  UHV
file    SAUHV  UHV
history SAUHV  UHV
"""
CASE_PAPER = """
group   report sealed
known   SACH   SACH
file    SACH   SACH
history SACH   SACH
"""

# Not about a person, or about a right: a cycle and a rule set of the regency (Bawahan and Wati are HR like others),
# Rekan's role as leader of the agency, Hana's file of people.
OFFICES = """
E siti kabid kadis bupati rekan asing kaban joko audi_lain lia admin
H hana hari wati bawahan
V audi
R rekan
D admin
"""
OFFICES_OUTSIDE = "anonymous disabled"
CYCLE = """
group    draft opening running closing closed cancelled
known    HV    EHV     EHV     EHV     EHV    EHV
calendar HV    EHV     EHV     EHV     EHV    EHV
progress HV    HV      HV      HV      HV     HV
"""
RULE_SET = """
group   draft published retired
known   HV    EHV       EHV
content HV    EHV       EHV
"""
GRANT = """
group active revoked
known RHDV   RHDV
grant RHDV   RHDV
"""
GRANT_OUTSIDE = f"{OFFICES_OUTSIDE} siti kabid kadis bupati asing kaban joko audi_lain lia"
IMPORT = """
group   uploaded checked refused applied discarded
known   HV       HV      HV      HV      HV
preview HV       HV      HV      HV      HV
"""
IMPORT_OUTSIDE = f"{GRANT_OUTSIDE} rekan admin"

# The state in which a situation stands, where it is called otherwise; every state of a machine must have a column.
STATES: Mapping[str, Mapping[str, str]] = {
    "evaluation": {
        **dict.fromkeys(("open", "assisted"), "self_assessment"),
        **dict.fromkeys(("fresh", "rated"), "supervisor_review"),
        "calibr": "calibration",
        **dict.fromkeys(("handed", "disputed"), "objection"),
        "asked": "final",
        "ended": "cancelled",
    },
    "objection": {"written": "filed", "asked": "answered", "ruled": "answered", "rejected": "out_of_time"},
    "hearing": {"over": "held"},
    "talk": {"handed_on": "held"},
}
# The columns of the papers are kinds of document.
PAPERS: Mapping[str, Mapping[str, str]] = {
    "objection_paper": {"letter": "appraisal.decision_letter", "sealed": "appraisal.case_file"},
    "case_paper": {"report": "cases.closing_report", "sealed": "cases.case_file"},
}

TABLES: Mapping[str, FieldTable] = {
    "evaluation": read_fields("evaluation", EVALUATION, APPRAISAL, OUTSIDE),
    "objection": read_fields("objection", OBJECTION, APPRAISAL, OBJECTION_OUTSIDE),
    "hearing": read_fields("hearing", HEARING, APPRAISAL, OBJECTION_OUTSIDE),
    "case": read_fields("case", CASE, OFFICE, CASE_OUTSIDE),
    "session": read_fields("session", SESSION, OFFICE, CASE_OUTSIDE),
    "enrolment": read_fields("enrolment", ENROLMENT, OFFICE, ENROLMENT_OUTSIDE),
    "counselling": read_fields("counselling", COUNSELLING, OFFICE, COUNSELLING_OUTSIDE),
    "talk": read_fields("talk", TALK, OFFICE, TALK_OUTSIDE),
    "objection_paper": read_fields("objection_paper", OBJECTION_PAPER, APPRAISAL, OBJECTION_OUTSIDE),
    "case_paper": read_fields("case_paper", CASE_PAPER, OFFICE, CASE_OUTSIDE),
    "cycle": read_fields("cycle", CYCLE, OFFICES, OFFICES_OUTSIDE),
    "rule_set": read_fields("rule_set", RULE_SET, OFFICES, OFFICES_OUTSIDE),
    "grant": read_fields("grant", GRANT, OFFICES, GRANT_OUTSIDE),
    "import": read_fields("import", IMPORT, OFFICES, IMPORT_OUTSIDE),
}
