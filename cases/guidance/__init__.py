"""The two forms that follow guidance: feedback of the employee (B.1.8), evaluation of competence by the guide (B.1.9).

Belongs here: every rule of the two forms. Tables are in `models/`, transitions in `machines/`, doors beside the others.
Source: annex on performance guidance, taken to be that of PermenPANRB 6/2022 (DOMAIN section 6, source S54): afterwards
the employee fills in and signs nine statements and gives them to the superior of whoever guided; the guide evaluates
competence with a score from 1 to 5 and a reason.
"""
