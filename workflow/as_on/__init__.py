"""Any subject as on a day: its state, seats, dates and record then, computed from the events and never stored.

`remembered` is the register in which each app says what it knows of its kinds, `reading` puts a day together.
"""
