"""The transition tables of this app: one file per machine, rows without bodies."""
