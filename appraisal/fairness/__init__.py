"""Fairness watch before the release: how severe raters are, gaps between groups, ratings that look copied.

`severity`, `gaps` and `copies` are pure; `reading` is the one place that asks the database. Nothing here changes a
rating: the pages show what to look at, people decide.
"""
