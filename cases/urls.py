"""Addresses of the pages of this app."""

from django.urls import include, path

from cases.views import (
    board,
    board_acts,
    case,
    closing,
    enrolments,
    learning_hours,
    opening,
    plan,
    sessions,
    templates,
    trainings,
    transfers,
)

app_name = "cases"

urlpatterns = [
    path("", include("cases.counselling.urls")),
    path("cases/", board.board, name="board"),
    path("cases/new/", opening.new_case, name="new"),
    path("cases/moved/", transfers.moved, name="moved"),
    path("cases/coach/", board_acts.assign_coach, name="assign_coach"),
    path("cases/enrolments/", board_acts.enrol, name="enrol_many"),
    path("cases/export/<str:kind>/", board_acts.export, name="board_export"),
    path("cases/templates/", templates.templates, name="templates"),
    path("cases/templates/new/", templates.template, name="template_new"),
    path("cases/templates/<uuid:public_id>/", templates.template, name="template"),
    path("cases/sessions/<uuid:public_id>/", sessions.session, name="session"),
    path("cases/sessions/<uuid:public_id>/calendar/", sessions.calendar, name="session_calendar"),
    path("cases/sessions/<uuid:public_id>/act/", sessions.act, name="session_act"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("cases/<uuid:public_id>/act/", case.act, name="act"),
    path("cases/<uuid:public_id>/duties/", case.duties, name="duties"),
    path("cases/<uuid:public_id>/closing/", closing.closing, name="closing"),
    path("cases/<uuid:public_id>/plan/", plan.plan, name="plan"),
    path("cases/<uuid:public_id>/plan/new/", plan.item, name="plan_item_new"),
    path("cases/<uuid:public_id>/plan/<uuid:item>/", plan.item, name="plan_item"),
    path("cases/<uuid:public_id>/plan/<uuid:item>/remove/", plan.remove, name="plan_item_remove"),
    path("cases/<uuid:public_id>/plan/<uuid:item>/evidence/", case.evidence, name="evidence"),
    path("cases/<uuid:public_id>/plan/<uuid:item>/progress/", case.progress, name="progress"),
    path("cases/<uuid:public_id>/progress/<uuid:entry>/evidence/", case.entry_evidence, name="entry_evidence"),
    path("cases/<uuid:public_id>/sessions/new/", sessions.plan_session, name="session_new"),
    path("trainings/", trainings.catalogue, name="trainings"),
    path("trainings/mine/", trainings.mine, name="my_trainings"),
    path("trainings/hours/", learning_hours.hours, name="hours"),
    path("trainings/hours/<str:kind>/", learning_hours.export, name="hours_export"),
    path("trainings/new/", trainings.new_training, name="training_new"),
    path("trainings/requests/", trainings.desk, name="enrolments"),
    path("trainings/requests/approve/", trainings.decide_many, name="approve_many"),
    path("trainings/enrolments/<uuid:public_id>/", enrolments.enrolment, name="enrolment"),
    path("trainings/enrolments/<uuid:public_id>/act/", enrolments.act, name="enrolment_act"),
    path("trainings/enrolments/<uuid:public_id>/certificates/", enrolments.upload, name="certificate_upload"),
    path(
        "trainings/enrolments/<uuid:public_id>/certificates/<uuid:certificate>/",
        enrolments.certificate,
        name="certificate",
    ),
    path("trainings/<uuid:public_id>/", trainings.training, name="training"),
]
