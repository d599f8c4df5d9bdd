"""Another edition of the rules for a running cycle: what it would do, who may, and moving the forms to it."""
