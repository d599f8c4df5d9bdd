"""Privacy: what was said in confidence is nowhere but with those it was said to."""
