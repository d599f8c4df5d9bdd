"""What other rules would have made of a closed cycle: predicates, cases and dates, counted and never stored on it."""
