"""Rules as values: no database, no clock. These tests also judge the mutants of `tools.mutants`."""
