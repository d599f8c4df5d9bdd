"""Change of the assessor within a period: dated segments, each closed by its assessor, combined by months.

`cutting` and `combining` are pure; `steps` is the machine's; `moving` lets forms follow their people, `handing_over`
writes the segments of forms, `opening` those that lie before a cycle was opened.
"""
