"""REST resources of the organisation; shapes only, every rule is in ``access``, ``policies`` and ``actions``."""
