"""The tests, mirroring the apps. What several areas need stands in `conftest.py` and `needs.py`, nowhere else."""
