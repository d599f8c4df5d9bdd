"""People, units, posts, dated appointments, role grants, imports and sign-in."""
