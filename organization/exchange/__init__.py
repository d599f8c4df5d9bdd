"""The desk at which national exports are compared with what is stored here: nothing is taken over by itself.

A file comes in as an import of its own kind (``kinds``: dry run, faults by row, apply or discard). Applying it keeps
the differences; each is then taken over through the acts that exist already, kept as it is here with a note, or put
onto the list of corrections that goes back to the source.

``comparing`` says what is new, known and settled; ``people``, ``superiors`` and ``units`` know what differs and how
it is taken over; results are compared by ``appraisal/exchange``; ``desk`` is what the pages show.
"""
