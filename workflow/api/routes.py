"""Resources of the engine itself."""

from workflow.api.auditing import AccessViewSet, SealViewSet
from workflow.api.documents import DocumentViewSet
from workflow.api.events import EventViewSet
from workflow.api.mining import ProcessMapViewSet
from workflow.api.whereabouts import WhereaboutsViewSet

ROUTES = [
    ("events", EventViewSet, "event"),
    ("documents", DocumentViewSet, "document"),
    ("access-records", AccessViewSet, "access-record"),
    ("seals", SealViewSet, "seal"),
    ("whereabouts", WhereaboutsViewSet, "whereabouts"),
    ("process-map", ProcessMapViewSet, "process-map"),
]
