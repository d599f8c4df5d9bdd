"""Who may do what with objections, cycles, rule sets, role grants and imports, written from the rules.

Read like the table of evaluations: who may at all, then one column per situation with `yes`, `-` (409) or the code
of the guard that refuses (422). People who may not know the object get 404, others who are not named 403.
Hana, Hari and Wati are HR of the regency, Bawahan too, but Siti is superior of Bawahan and Kabid of Wati; Joko is HR
of another agency; Audi audits the regency, Audi_lain another agency; Lia leads the agency; Admin administers accounts.
"""

from tests.matrix.table import Grid, read_grid

STAFF = "siti kabid kadis bupati rekan asing kaban joko audi_lain lia admin"
HR = "hana hari wati bawahan"
OUTSIDE = "anonymous disabled"

# drafted and lapsed: never filed, so nobody but its author ever knew of it. written: every item answered, not handed
# in; ruled: every item ruled, not decided. `!e` stands for evaluation_goes_on.
OBJECTION = """
transition       | who may   | drafted filed written answered asked ruled decided withdrawn lapsed late rejected
file             | siti      | yes - - - - - - - - - -
file_late        | siti      | not_late - - - - - - - accepted - -
admit            | clock     | - - - - - - - - - not_admitted -
reject_late      | kadis hana hari | - - - - - - - - - yes -
withdraw_late    | siti      | - - - - - - - - - yes -
late_lapse       | clock     | - - - - - - - - - yes -
answer           | kabid     | - not_answered yes - - - - - - - -
remind_answer    | clock     | - yes yes - - - - - - - -
answer_lapse     | clock     | - yes yes - - - - - - - -
decide           | kadis     | - - - not_ruled not_ruled yes - - - - -
ask_employee     | kadis     | - - - yes yes yes - - - - -
ask_assessor     | kadis     | - - - yes yes yes - - - - -
reply_employee   | siti      | - - - no_such_question yes no_such_question - - - - -
reply_assessor   | kabid     | - - - no_such_question yes no_such_question - - - - -
recuse           | kadis     | - - - yes yes yes - - - - -
recuse_filed     | kadis     | - yes yes - - - - - - - -
recuse_late      | kadis     | - - - - - - - - - yes -
assign_decider   | hana hari | - - - yes yes yes - - - - -
assign_decider_filed | hana hari | - yes yes - - - - - - - -
assign_decider_late | hana hari | - - - - - - - - - yes -
remind_decision  | clock     | - - - yes yes yes - - - - -
decision_overdue | clock     | - - - yes yes yes - - - - -
pass_on          | clock     | - - - yes yes yes - - - - -
give_back        | hana hari | - - - not_passed_on not_passed_on not_passed_on - - - - -
discard          | siti      | yes - - - - - - - - - -
withdraw         | siti      | - yes yes yes yes yes - - - - -
lapse            | clock     | !e !e !e !e !e !e - - - - -
"""
OBJECTION_KNOWN = {"*": "siti kabid kadis hana hari audi clock", "drafted": "siti clock", "lapsed": "siti clock"}
OBJECTION_STRANGERS = f"{OUTSIDE} bupati rekan lama asing kaban wati joko bawahan audi_lain lia admin"

# A cycle of the whole regency; its calendar is open to everybody once it is opened. empty: closing, no form is open.
CYCLE = f"""
transition    | who may | draft opening running closing empty closed cancelled
open          | {HR}    | yes - - - - - -
opened        | clock   | - forms_are_missing - - - - -
extend        | {HR}    | - - yes - - - -
begin_closing | {HR}    | - - yes - - - -
resume        | {HR}    | - - - yes yes - -
close         | {HR}    | - - - still_open yes - -
cancel        | {HR}    | yes yes yes yes yes - -
"""

# A rule set of the regency. incomplete: a draft with nothing in it; used: published, a cycle is being prepared with it.
RULE_SET = f"""
transition | who may | draft incomplete published used retired
publish    | {HR}    | yes rules_incomplete - - -
retire     | {HR}    | - - yes rules_in_use -
"""
PREPARING = f"{HR} audi clock"

# Rekan leads the agency.
GRANT = f"""
transition | who may     | active revoked
revoke     | {HR} admin  | yes -
lapse      | clock       | yes -
"""
GRANT_KNOWN = {"*": f"rekan {HR} audi admin clock"}
GRANT_STRANGERS = f"{OUTSIDE} siti kabid kadis bupati lama asing kaban joko audi_lain lia"

# Rekan audits the agency: who is watched neither names nor removes the watcher.
WATCHER = """
transition | who may | active revoked
revoke     | admin   | yes -
lapse      | clock   | yes -
"""
WATCHER_KNOWN = {"*": "rekan audi admin clock"}
WATCHER_STRANGERS = f"{GRANT_STRANGERS} {HR}"

# A file of Hana, about the whole regency.
IMPORT = f"""
transition | who may    | uploaded checked refused applied discarded
accept     | {HR} clock | yes - - - -
refuse     | {HR} clock | yes - - - -
apply      | {HR} clock | - yes - - -
discard    | {HR} clock | - yes - - -
"""
IMPORT_KNOWN = {"*": f"{HR} audi clock"}

# A name of Rekan that an export gives otherwise; Rekan himself holds no role towards it.
DIFFERENCE = f"""
transition | who may | open accepted overridden listed settled
accept     | {HR}    | yes - - yes -
override   | {HR}    | yes - - yes -
list       | {HR}    | yes - - - -
reopen     | {HR}    | - - yes yes -
settle     | clock   | yes - yes yes -
"""


# Kabid is away and Kaban acts for him; Wati and Bawahan stand below Kabid. discarded: a draft that never was in force.
DELEGATION = """
transition | who may         | drafted active ended revoked discarded
activate   | kabid hana hari | yes - - - -
discard    | kabid hana hari | yes - - - -
revoke     | kabid hana hari | - yes - - -
expire     | clock           | yes - - - -
end        | clock           | - yes - - -
"""
DELEGATION_PARTY = "kabid hana hari audi clock"
DELEGATION_KNOWN = {
    "*": f"{DELEGATION_PARTY} kaban",
    "drafted": DELEGATION_PARTY,
    "discarded": DELEGATION_PARTY,
}
DELEGATION_STRANGERS = f"{OUTSIDE} siti kadis bupati rekan lama asing joko wati bawahan audi_lain lia admin"

# Siti says that Kaban should assess, not Kabid, who stands above Wati.
CORRECTION = """
transition       | who may   | filed granted refused withdrawn lapsed
grant            | hana hari | yes - - - -
refuse           | hana hari | yes - - - -
withdraw         | siti      | yes - - - -
decision_overdue | clock     | yes - - - -
lapse            | clock     | form_goes_on - - - -
"""
# Once Kaban assesses, Hari, who stands below him, is no HR officer of it.
CORRECTION_KNOWN = {"*": "siti hana hari audi clock", "granted": "siti hana audi clock"}
CORRECTION_STRANGERS = f"{OUTSIDE} kabid kadis bupati rekan lama asing kaban joko wati bawahan audi_lain lia admin"

# Siti went from Kabid to Kaban, in whose unit Joko is HR and Audi_lain audits; nobody of HR stands below her now.
# current: Kaban's days; all others: Kabid's. rated: he wrote what is needed.
SEGMENT_HR = "hana hari joko wati bawahan"
SEGMENT = f"""
transition | who may      | current open rated closed lapsed excused cancelled
take_over  | clock        | yes - - - - - -
hand_over  | clock        | yes - - - - - -
close      | kabid        | - areas_not_rated yes - - - -
warn       | clock        | - yes yes - - - -
lapse      | clock        | - yes yes - - - -
excuse     | {SEGMENT_HR} | - yes yes - - - -
complete   | clock        | form_with_assessor - - - - - -
cancel     | clock        | form_goes_on form_goes_on form_goes_on - - - -
"""
_SEGMENT_KNOWN = f"siti kaban bupati {SEGMENT_HR} audi audi_lain clock"
SEGMENT_KNOWN = {"*": f"{_SEGMENT_KNOWN} kabid", "current": _SEGMENT_KNOWN}
SEGMENT_STRANGERS = "anonymous disabled rekan asing kadis lia admin"


# The decision letter about Siti; issued: its translation, which asks for no receipt.
DOCUMENT = """
transition  | who may | ordered delivered acknowledged issued lapsed
publish     | clock   | document_not_made - - - -
deliver     | clock   | document_not_made - - - -
acknowledge | siti    | - yes - - -
lapse       | clock   | yes - - - -
"""
DOCUMENT_KNOWN = {"*": "siti kabid kadis hana hari audi clock"}


def document() -> Grid:
    return read_grid(DOCUMENT, knowing=DOCUMENT_KNOWN, strangers=OBJECTION_STRANGERS)


def objection() -> Grid:
    text = OBJECTION.replace("!e", "evaluation_goes_on")
    return read_grid(text, knowing=OBJECTION_KNOWN, strangers=OBJECTION_STRANGERS)


def cycle() -> Grid:
    everybody = f"{PREPARING} {STAFF}"
    return read_grid(CYCLE, knowing={"*": everybody, "draft": PREPARING}, strangers=OUTSIDE)


def rule_set() -> Grid:
    known = {"*": f"{PREPARING} {STAFF}", "draft": PREPARING, "incomplete": PREPARING}
    return read_grid(RULE_SET, knowing=known, strangers=OUTSIDE)


def grant() -> Grid:
    return read_grid(GRANT, knowing=GRANT_KNOWN, strangers=GRANT_STRANGERS)


def watcher() -> Grid:
    return read_grid(WATCHER, knowing=WATCHER_KNOWN, strangers=WATCHER_STRANGERS)


def import_batch() -> Grid:
    return read_grid(IMPORT, knowing=IMPORT_KNOWN, strangers=f"{OUTSIDE} {STAFF}")


def difference() -> Grid:
    return read_grid(DIFFERENCE, knowing=IMPORT_KNOWN, strangers=f"{OUTSIDE} {STAFF}")


def delegation() -> Grid:
    return read_grid(DELEGATION, knowing=DELEGATION_KNOWN, strangers=DELEGATION_STRANGERS)


def segment() -> Grid:
    grid = read_grid(SEGMENT, knowing=SEGMENT_KNOWN, strangers=SEGMENT_STRANGERS)
    # The running days are Kaban's own: he may close, but not before the form leaves him.
    return type(grid)(grid.situations, {**grid.answers, ("close", "current", "kaban"): "409"})


def correction() -> Grid:
    return read_grid(CORRECTION, knowing=CORRECTION_KNOWN, strangers=CORRECTION_STRANGERS)
