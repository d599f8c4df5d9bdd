"""The SQLite backend of the product."""
