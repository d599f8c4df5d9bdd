"""Who may do what with an evaluation, in every situation. The literal table; an HR lawyer can read and sign it.

The form is Siti's: she heads a section; Kabid assesses her, Kadis is above him, Lama was her assessor before.
Hana and Hari are HR of the regency, Bawahan too, but Siti is her superior; Joko is HR of another agency.
Audi audits the regency, Lia leads the agency; Audi_lain audits elsewhere.

Situations: draft · open (self-assessment, all filled) · fresh (with the assessor, nothing saved) · rated (all rated)
· calibr (calibration) · handed (result delivered) · disputed (objection filed) · final · asked (Hana asked for
reopening) · ended (cancelled). `!c` stands for cycle_not_cancelled, `!s` for same_assessor.
"""

from tests.matrix.table import read_grid

KNOWING = {"*": "siti kabid kadis hana hari audi lia clock"}
STRANGERS = "anonymous disabled bupati rekan lama asing kaban joko bawahan audi_lain admin"

GRID = """
transition           | who may         | draft open fresh rated calibr handed disputed final asked ended
open_self_assessment | clock           | yes - - - - - - - - -
submit               | siti            | - yes - - - - - - - -
recall               | siti            | - - yes review_has_begun - - - - - -
assist               | hana hari       | - yes - - - - - - - -
lapse_self           | clock           | - yes - - - - - - - -
return               | kabid           | - - yes yes - - - - - -
approve              | kabid           | - - not_rated yes - - - - - -
propose              | kabid           | - - not_rated no_calibration - - - - - -
review_overdue       | clock           | - - yes yes - - - - - -
urge_review          | kadis           | - - review_not_overdue review_not_overdue - - - - - -
take_over_review     | kadis           | - - review_not_overdue review_not_overdue - - - - - -
adjust               | kadis           | - - - - yes - - - - -
release              | kadis hana hari clock | - - - - yes - - - - -
acknowledge          | siti            | - - - - - yes yes - - -
deem_handed_over     | clock           | - - - - - yes yes - - -
remind_self          | clock           | - yes - - - - - - - -
remind_review        | clock           | - - yes yes - - - - - -
remind_window        | clock           | - - - - - yes yes - - -
warn_unopened        | clock           | - - - - - yes yes - - -
remind               | hana hari       | - - - - - yes yes - - -
accept               | siti            | - - - - - yes disputed - - -
lapse_window         | clock           | - - - - - yes disputed - - -
dispute              | clock           | - - - - - no_objection no_objection - - -
settle               | clock           | - - - - - not_settled not_settled - - -
admit_late           | kadis hana hari | - - - - - - - yes yes -
request_reopening    | hana hari       | - - - - - - - yes already_asked -
decline_reopening    | hana hari       | - - - - - - - not_asked yes -
reopen               | hari            | - - - - - - - not_asked yes -
enter_room           | clock           | - - - - no_room - - - - -
leave_room           | clock           | - - - - no_room - - - - -
release_from_room    | clock           | - - - - room_not_released - - - - -
reassign_draft       | hana hari       | yes - - - - - - - - -
reassign_self        | hana hari       | - yes - - - - - - - -
reassign             | hana hari       | - - yes yes - - - - - -
reassign_superior    | hana hari       | - - - - superior_present - - - - -
follow_draft         | clock           | !s - - - - - - - - -
follow_self          | clock           | - !s - - - - - - - -
follow               | clock           | - - !s !s - - - - - -
cancel               | hana hari       | yes yes yes yes yes yes yes - - -
cancel_with_cycle    | clock           | !c !c !c !c !c !c !c !c !c -
"""

_REOPEN_BY_THE_SAME = {
    ("reopen", situation, "hana"): answer
    for situation, answer in (
        *((s, "409") for s in ("draft", "open", "fresh", "rated", "calibr", "handed", "disputed", "ended")),
        ("final", "not_asked"),
        ("asked", "second_person_needed"),
    )
}


def table():
    """The grid, and the one line that is different for the person who asked first."""
    grid = read_grid(
        GRID.replace("!c", "cycle_not_cancelled").replace("!s", "same_assessor"), knowing=KNOWING, strangers=STRANGERS
    )
    return type(grid)(grid.situations, {**grid.answers, **_REOPEN_BY_THE_SAME})
