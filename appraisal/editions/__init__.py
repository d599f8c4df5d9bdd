"""Work on editions of rule sets: what changed between two, what a draft's fields hold, what new rules would do."""
