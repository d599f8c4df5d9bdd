"""Tells other apps, inside the transaction, which people were put into another unit. Who follows registers at start.

This app knows none of those who follow; they are told ids and look for themselves: being told twice is harmless.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from workflow.transactions import within_action

Follower = Callable[[Collection[int], datetime], None]

_followers: list[Follower] = []


def follows_people(follower: Follower) -> Follower:
    """Register a function that is told of people who moved; decorator. Registering twice changes nothing."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


@within_action
def people_moved(employee_ids: Collection[int], *, at: datetime) -> None:
    """Tell everybody who follows; nothing is told of nobody."""
    if employee_ids:
        for follower in _followers:
            follower(employee_ids, at)
