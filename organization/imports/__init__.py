"""Imports from a spreadsheet: one file is read, looked at and applied as one thing.

Any kind of file: ``kinds`` is the register, ``reading`` and ``columns`` turn a file into rows of text by its formats,
``faults`` holds the sentences, ``batches`` applies, ``template_files`` makes empty files, ``commands`` is the console.

Units, people and acting officials (``people_kind``): one workbook with the sheets ``Unit``, ``Pegawai`` and ``Plt Plh``
(each may be missing), or one CSV file with the columns of one of them. ``formats`` names the columns, ``parsing``
reads, ``planning`` compares the rows with what is stored and finds every fault, ``applying`` writes a plan as a whole.
"""
