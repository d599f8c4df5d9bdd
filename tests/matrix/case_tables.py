"""Who may do what with a case, a session and an enrolment: written from the rules, not computed from the code.

First table of each: act by relation (ok; 403 visible but not allowed; 404 must not even know of it).
Second table: act by state (ok; 409 does not start there). A cell of the product is the first refusal, in this order:
404, 403, 409.
"""

RELATIONS = {
    "subj": "budi",
    "boss": "sari",
    "coach": "citra",
    "hr": "hana",
    "audit": "audi",
    "hrOth": "joko",
    "hrBel": "bawahan",
    "auOth": "adi",
    "offic": "tita",
    "ofOth": "tono",
    "lead": "lia",
    "peer": "rekan",
    "form": "lama",
    "admin": "admin",
    "disab": "disabled",
    "clock": "",
}

CASE_WHO = """
                   subj boss coach hr  audit hrOth hrBel auOth offic ofOth lead peer form admin disab clock
assign_coach       403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
replace_coach      403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
acknowledge_handover 403 403 ok    403 403   404   404   404   404   404   404  404  404  404   404   403
assign_supervisor  403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
replace_supervisor 403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
replace_supervisor_planned 403 403 403 ok 403 404 404  404   404   404   404  404  404  404   404   403
replace_supervisor_on_hold 403 403 403 ok 403 404 404  404   404   404   404  404  404  404   404   403
replace_supervisor_review 403 403 403  ok 403 404 404  404   404   404   404  404  404  404   404   403
propose            403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
agree              ok   ok   403   403 403   404   404   404   404   404   404  404  404  404   404   403
dissent            ok   403  403   403 403   404   404   404   404   404   404  404  404  404   404   403
revise             403  ok   ok    ok  403   404   404   404   404   404   404  404  404  404   404   403
start              403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
start_with_dissent 403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
record_progress    ok   ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
close_stage        403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
extend_item        403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
ask_extension      ok   403  403   403 403   404   404   404   404   404   404  404  404  404   404   403
extend             403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
refuse_extension   403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
submit_for_review  403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
send_back          403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
hold               403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
resume             403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
resume_planning    403  ok   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
close              403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
end_early          403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
reopen             403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   403
withdraw           403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
transfer_opened    403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   ok
transfer_planned   403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   ok
transfer           403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   ok
transfer_review    403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   ok
transfer_on_hold   403  403  403   ok  403   404   404   404   404   404   404  404  404  404   404   ok
plan_overdue       403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
agreement_overdue  403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
review_overdue     403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
decision_overdue   403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
"""

CASE_WHEN = """
                   opened planned active on_hold under_review closed withdrawn
assign_coach       ok     409     409    409     409          409    409
replace_coach      409    409     ok     409     409          409    409
acknowledge_handover 409  409     ok     409     409          409    409
assign_supervisor  ok     409     409    409     409          409    409
replace_supervisor 409    409     ok     409     409          409    409
replace_supervisor_planned 409 ok 409    409     409          409    409
replace_supervisor_on_hold 409 409 409   ok      409          409    409
replace_supervisor_review 409 409 409    409     ok           409    409
propose            ok     409     409    409     409          409    409
agree              409    ok      409    409     409          409    409
dissent            409    ok      409    409     409          409    409
revise             409    ok      409    409     409          409    409
start              409    ok      409    409     409          409    409
start_with_dissent 409    ok      409    409     409          409    409
record_progress    409    409     ok     409     409          409    409
close_stage        409    409     ok     409     409          409    409
extend_item        409    409     ok     409     409          409    409
ask_extension      409    409     ok     409     409          409    409
extend             409    409     ok     409     409          409    409
refuse_extension   409    409     ok     409     409          409    409
submit_for_review  409    409     ok     409     409          409    409
send_back          409    409     409    409     ok           409    409
hold               ok     ok      ok     409     409          409    409
resume             409    409     409    ok      409          409    409
resume_planning    409    409     409    ok      409          409    409
close              409    409     409    409     ok           409    409
end_early          ok     ok      ok     ok      ok           409    409
reopen             409    409     409    409     409          ok     409
withdraw           ok     ok      ok     ok      ok           409    409
transfer_opened    ok     409     409    409     409          409    409
transfer_planned   409    ok      409    409     409          409    409
transfer           409    409     ok     409     409          409    409
transfer_review    409    409     409    409     ok           409    409
transfer_on_hold   409    409     409    ok      409          409    409
plan_overdue       ok     409     409    409     409          409    409
agreement_overdue  409    ok      409    409     409          409    409
review_overdue     409    409     ok     409     409          409    409
decision_overdue   409    409     409    409     ok           409    409
"""

SESSION_WHO = """
               subj boss coach hr  audit hrOth hrBel auOth offic ofOth lead peer form admin disab clock
reschedule     403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
record         403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
amend          403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
acknowledge    ok   ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
dissent        ok   ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
confirm        403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
cancel         403  ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   ok
miss           ok   ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
contest        ok   ok   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
remind         403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
record_overdue 403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
answer_overdue 403  403  403   403 403   404   404   404   404   404   404  404  404  404   404   ok
"""

SESSION_WHEN = """
               planned held confirmed missed cancelled
reschedule     ok      409  409       409    409
record         ok      409  409       409    409
amend          409     ok   409       409    409
acknowledge    409     ok   409       409    409
dissent        409     ok   409       409    409
confirm        409     ok   409       409    409
cancel         ok      409  409       409    409
miss           ok      409  409       409    409
contest        409     409  409       ok     409
remind         ok      409  409       409    409
record_overdue ok      409  409       409    409
answer_overdue 409     ok   409       409    409
"""

ENROLMENT_WHO = """
           subj boss coach hr  audit hrOth hrBel auOth offic ofOth lead peer form admin disab clock
approve    403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
queue      403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
decline    403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
attend     403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
miss       403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
complete   403  403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
evaluate   ok   403  403   403 403   404   404   404   403   404   404  404  404  404   404   403
cancel     ok   403  403   403 403   404   404   404   ok    404   404  404  404  404   404   403
move_up    403  403  403   403 403   404   404   404   403   404   404  404  404  404   404   ok
close_line 403  403  403   403 403   404   404   404   403   404   404  404  404  404   404   ok
"""

ENROLMENT_WHEN = """
           requested waiting approved declined attended absent completed cancelled
approve    ok        409     409      409      409      409    409       409
queue      ok        409     409      409      409      409    409       409
decline    ok        ok      409      409      409      409    409       409
attend     409       409     ok       409      409      409    409       409
miss       409       409     ok       409      409      409    409       409
complete   409       409     409      409      ok       409    409       409
evaluate   409       409     409      409      409      409    ok        409
cancel     ok        ok      ok       409      409      409    409       409
move_up    409       ok      409      409      409      409    409       409
close_line 409       ok      409      409      409      409    409       409
"""

Table = dict[tuple[str, str], str]


def read(text: str) -> Table:
    """Cells of a table by (row, column)."""
    head, *lines = [line.split() for line in text.strip("\n").splitlines()]
    assert all(len(line) == len(head) + 1 for line in lines), "a row has too few or too many cells"
    return {(line[0], column): cell for line in lines for column, cell in zip(head, line[1:], strict=True)}


def expected(who: str, when: str) -> str:
    """The first refusal of a cell."""
    return who if who != "ok" else when
