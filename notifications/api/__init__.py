"""REST of notices: `inbox` (one's own notices) and `notifications` (the same by state, for programs)."""
