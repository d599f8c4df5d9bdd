"""The dialogue of a year: log, feedback with and without names, meetings with agreements."""
