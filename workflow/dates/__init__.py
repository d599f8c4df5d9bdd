"""How dates are counted, told to people: the help page with a worked example, and "what if" without saving."""
