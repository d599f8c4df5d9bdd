"""Resources of the engine itself."""

from workflow.api.documents import DocumentViewSet
from workflow.api.events import EventViewSet
from workflow.api.mining import ProcessMapViewSet

ROUTES = [
    ("events", EventViewSet, "event"),
    ("documents", DocumentViewSet, "document"),
    ("process-map", ProcessMapViewSet, "process-map"),
]
