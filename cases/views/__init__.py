"""The pages of this app. A view reads what was sent, calls one action, and answers; it decides nothing."""
