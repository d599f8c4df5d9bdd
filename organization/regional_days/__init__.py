"""The editable list of regional holidays: rights, dry run, changes and what they move, file, page, REST."""
