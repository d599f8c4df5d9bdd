"""One file per machine: states, and one readable line per transition. No behaviour lives here."""
