"""Who may do what with the two forms of guidance: written from the rules (see `case_tables.py`), not from the code."""

RELATIONS = {
    "subj": "budi",
    "boss": "sari",
    "coach": "citra",
    "above": "ketua",
    "hr": "hana",
    "audit": "audi",
    "hrOth": "joko",
    "hrBel": "bawahan",
    "auOth": "adi",
    "offic": "tita",
    "couns": "kana",
    "lead": "lia",
    "peer": "rekan",
    "form": "lama",
    "admin": "admin",
    "disab": "disabled",
    "clock": "",
}

FEEDBACK_WHO = """
                subj boss coach above hr  audit hrOth hrBel auOth offic couns lead peer form admin disab clock
hand_in         ok   404  404   403   403 403   404   404   404   404   404   404  404  404  404   404   403
take_note       403  404  404   ok    403 403   404   404   404   404   404   404  404  404  404   404   403
readdress       403  404  404   403   ok  403   404   404   404   404   404   404  404  404  404   404   403
ask             403  404  404   403   403 403   404   404   404   404   404   404  404  404  404   404   ok
put_off         403  404  404   403   403 403   404   404   404   404   404   404  404  404  404   404   ok
drop            403  404  404   403   403 403   404   404   404   404   404   404  404  404  404   404   ok
reading_overdue 403  404  404   403   403 403   404   404   404   404   404   404  404  404  404   404   ok
"""

# Feedback that was not handed in went to nobody: whoever stands above the guide does not know of it either.
UNADDRESSED = ("draft", "dropped")

FEEDBACK_WHEN = """
                draft handed_in noted dropped
hand_in         ok    409       409   409
take_note       409   ok        409   409
readdress       409   ok        409   409
ask             ok    409       409   409
put_off         ok    409       409   409
drop            ok    409       409   409
reading_overdue 409   ok        409   409
"""

EVALUATION_WHO = """
                   subj boss coach above hr  audit hrOth hrBel auOth offic couns lead peer form admin disab clock
hand_in            403  403  ok    404   403 403   404   404   404   404   404   404  404  404  404   404   403
ask                403  403  403   404   403 403   404   404   404   404   404   404  404  404  404   404   ok
put_off            403  403  403   404   403 403   404   404   404   404   404   404  404  404  404   404   ok
drop               403  403  403   404   403 403   404   404   404   404   404   404  404  404  404   404   ok
evaluation_overdue 403  403  403   404   403 403   404   404   404   404   404   404  404  404  404   404   ok
"""

EVALUATION_WHEN = """
                   draft handed_in dropped
hand_in            ok    409       409
ask                ok    409       409
put_off            ok    409       409
drop               ok    409       409
evaluation_overdue ok    409       409
"""
