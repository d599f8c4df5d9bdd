"""Import of units, people and acting officials from a spreadsheet.

One workbook with the sheets ``Unit``, ``Pegawai`` and ``Plt Plh`` (each may be missing), or one CSV file with the
columns of one of them. ``formats`` names the columns, ``parsing`` reads a file into rows of text, ``planning``
compares the rows with what is stored and finds every fault, ``applying`` writes a plan as a whole.
"""
