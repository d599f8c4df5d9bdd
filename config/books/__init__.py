"""The books: what must hold across all tables, each a sentence and one SQL statement that finds no row.

Belongs here: invariants that no single constraint can hold because they cross tables or time. What one row breaks by
itself is a constraint; what is computed again from its inputs is `appraisal.verification`; chains and seals are read
entry by entry by `workflow.auditing`. Nothing here changes anything.
"""
