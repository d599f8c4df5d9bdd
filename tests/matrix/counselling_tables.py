"""Who may do what with a counselling and a talk: written from the rules (see `case_tables.py`), not from the code."""

RELATIONS = {
    "subj": "budi",
    "couns": "kana",
    "othCo": "kano",
    "boss": "sari",
    "coach": "citra",
    "hr": "hana",
    "audit": "audi",
    "hrOth": "joko",
    "hrBel": "bawahan",
    "auOth": "adi",
    "offic": "tita",
    "lead": "lia",
    "peer": "rekan",
    "admin": "admin",
    "disab": "disabled",
    "clock": "",
}

COUNSELLING_WHO = """
                   subj couns othCo boss coach hr  audit hrOth hrBel auOth offic lead peer admin disab clock
name_counsellor    403  403   404   403  404   ok  403   404   404   404   404   404  404  404   404   403
replace_counsellor 403  403   404   403  404   ok  403   404   404   404   404   404  404  404   404   403
take_back          ok   403   404   403  404   403 403   404   404   404   404   404  404  404   404   403
end                ok   ok    404   403  404   403 403   404   404   404   404   404  404  404   404   403
naming_overdue     403  403   404   403  404   403 403   404   404   404   404   404  404  404   404   ok
"""

COUNSELLING_WHEN = """
                   requested active ended
name_counsellor    ok        409    409
replace_counsellor 409       ok     409
take_back          ok        409    409
end                409       ok     409
naming_overdue     ok        409    409
"""

TALK_WHO = """
           subj couns othCo boss coach hr  audit hrOth hrBel auOth offic lead peer admin disab clock
reschedule 403  ok    404   403  404   403 403   404   404   404   404   404  404  404   404   403
record     403  ok    404   403  404   403 403   404   404   404   404   404  404  404   404   403
miss       403  ok    404   403  404   403 403   404   404   404   404   404  404  404   404   403
cancel     ok   ok    404   403  404   403 403   404   404   404   404   404  404  404   404   ok
"""

TALK_WHEN = """
           planned held missed cancelled
reschedule ok      409  409    409
record     ok      409  409    409
miss       ok      409  409    409
cancel     ok      409  409    409
"""
