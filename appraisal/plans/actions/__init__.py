"""What people do with plans and with the library of results. Doors call these, never the engine."""
