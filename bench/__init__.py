"""Measurements of the product against the bare driver, as ratios of one interleaved run. `make bench`."""
