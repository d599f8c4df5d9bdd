"""Notices: who is told of an event, in the inbox, by mail and live. See README.md."""
