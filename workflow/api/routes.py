"""Resources of the engine itself."""

from workflow.api.documents import DocumentViewSet
from workflow.api.events import EventViewSet

ROUTES = [("events", EventViewSet, "event"), ("documents", DocumentViewSet, "document")]
