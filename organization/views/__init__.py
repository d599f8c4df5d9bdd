"""The pages of the organisation: parse, call an action, answer. No rule lives here."""
