"""The REST door of this app: shapes and names; rules are in guards, policies and actions."""
