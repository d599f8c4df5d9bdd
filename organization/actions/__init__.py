"""One function per thing a person can do to the organisation. Each is its own transaction and asks who may."""
