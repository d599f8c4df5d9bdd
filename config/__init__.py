"""Puts the apps together: settings, addresses, servers and the error table. Imports every app; no app imports it."""
