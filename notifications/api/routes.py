"""Addresses of this app below /api/v1/."""

from notifications.api.viewsets import InboxViewSet, NoticeViewSet

ROUTES = [
    ("notifications", NoticeViewSet, "notification"),
    ("inbox", InboxViewSet, "inbox"),
]
