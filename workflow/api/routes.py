"""Resources of the engine itself."""

from workflow.api.auditing import AccessViewSet, SealViewSet
from workflow.api.documents import DocumentViewSet
from workflow.api.due_dates import DueDateViewSet
from workflow.api.events import EventViewSet
from workflow.api.mining import ProcessMapViewSet
from workflow.api.whereabouts import WhereaboutsViewSet
from workflow.api.worklist import WorklistViewSet

ROUTES = [
    ("events", EventViewSet, "event"),
    ("documents", DocumentViewSet, "document"),
    ("access-records", AccessViewSet, "access-record"),
    ("seals", SealViewSet, "seal"),
    ("due-dates", DueDateViewSet, "due-date"),
    ("whereabouts", WhereaboutsViewSet, "whereabouts"),
    ("worklist", WorklistViewSet, "worklist"),
    ("process-map", ProcessMapViewSet, "process-map"),
]
