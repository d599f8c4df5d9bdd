"""Calibration rooms: seats, snapshot, moves, sealing, release of all results at one instant."""
