"""Addresses of the pages of counselling; included by `cases.urls`."""

from django.urls import path

from cases.views import counselling

urlpatterns = [
    path("cases/counselling/", counselling.desk, name="counsellings"),
    path("cases/counselling/<uuid:public_id>/", counselling.counselling, name="counselling"),
    path("cases/counselling/<uuid:public_id>/act/", counselling.act, name="counselling_act"),
    path("cases/counselling/<uuid:public_id>/talks/new/", counselling.plan_talk, name="talk_new"),
    path("cases/counselling/talks/<uuid:public_id>/", counselling.talk, name="talk"),
    path("cases/counselling/talks/<uuid:public_id>/calendar/", counselling.calendar, name="talk_calendar"),
    path("cases/counselling/talks/<uuid:public_id>/act/", counselling.talk_act, name="talk_act"),
    path("cases/counselling/talks/<uuid:public_id>/note/", counselling.note, name="talk_note"),
    path("cases/<uuid:public_id>/counselling/", counselling.of_case, name="counselling_of_case"),
]
