"""Mutants of the rule code: small faults put in one by one, each of which some test must notice.

    .venv/bin/python -m tools.mutants                      # all modules; renews tests/rules/MUTANTS.md
    .venv/bin/python -m tools.mutants appraisal.scoring    # one module; only says what it found

Every mutant is judged in a process of its own by the pure tests of the rules. It is no part of the daily tests: it
takes many minutes. A mutant that no test can notice, because it says the same as the original, is named with its
reason in tests/rules/equivalent.json; it counts as survived all the same.
"""
