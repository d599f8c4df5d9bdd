"""Addresses of the engine's own pages."""

from django.urls import path

from workflow import views
from workflow.as_on import views as as_on
from workflow.auditing import views as auditing
from workflow.dates import views as dates
from workflow.documents import views as documents
from workflow.mining import views as mining

app_name = "workflow"
urlpatterns = [
    path("health/", views.health_page, name="health"),
    path("health.json", views.health_json, name="health_json"),
    path("jobs/<uuid:public_id>/", views.job_page, name="job"),
    path("jobs/<uuid:public_id>/cancel/", views.cancel_job, name="job_cancel"),
    path("incidents/", views.incident_list, name="incidents"),
    path("incidents/<uuid:public_id>/retry/", views.retry_incident, name="incident_retry"),
    path("documents/<uuid:public_id>/", documents.detail, name="document"),
    path("documents/<uuid:public_id>/file/", documents.file, name="document_file"),
    path("documents/<uuid:public_id>/move/", documents.move, name="document_move"),
    path("documents/order/<str:kind>/<uuid:subject>/", documents.order, name="document_order"),
    path("dates/", dates.dates, name="dates"),
    path("where/", views.where_list, name="where_list"),
    path("where/<str:kind>/<uuid:public_id>/", views.where, name="where"),
    path("as-on/<str:kind>/<uuid:public_id>/", as_on.as_on_page, name="as_on"),
    path("audit/", auditing.events, name="audit"),
    path("audit/readings/", auditing.readings, name="audit_readings"),
    path("audit/verify/", auditing.verify, name="audit_verify"),
    path("audit/seals/", auditing.seals, name="seals"),
    path("audit/seals/<str:on>/", auditing.seal, name="seal"),
    path("audit/<str:kind>/<uuid:public_id>/", auditing.subject, name="audit_subject"),
    path("process/", mining.show, name="process"),
    path("process/cases/", mining.cases, name="process_cases"),
    path("verify/", documents.verify, name="verify"),
    path("verify/<str:code>/", documents.verify_code, name="verify_code"),
]
