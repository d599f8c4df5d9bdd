"""Addresses of the pages of the two forms; included by `cases.urls`."""

from django.urls import path

from cases.views import guidance

urlpatterns = [
    path("cases/feedback/", guidance.desk, name="feedbacks"),
    path("cases/feedback/<uuid:public_id>/", guidance.feedback, name="feedback"),
    path("cases/feedback/<uuid:public_id>/act/", guidance.feedback_act, name="feedback_act"),
    path("cases/evaluations/<uuid:public_id>/", guidance.evaluation, name="evaluation"),
    path("cases/evaluations/<uuid:public_id>/act/", guidance.evaluation_act, name="evaluation_act"),
    path("cases/<uuid:public_id>/guidance/", guidance.of_case, name="guidance"),
]
