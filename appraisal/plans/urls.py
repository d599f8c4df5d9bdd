"""The addresses of plans, the library and the cascade; part of the addresses of `appraisal`."""

from django.urls import path

from appraisal.views import plan_assessor, plan_edit, plan_library, plans

PAGES = [
    path("plans/", plans.mine, name="plans"),
    path("plans/begin/", plans.begin, name="plan-begin"),
    path("plans/new/", plans.begin_for, name="plan-new"),
    path("plans/team/", plans.team, name="plans-team"),
    path("plans/cascade/", plan_library.cascade, name="plans-cascade"),
    path("plans/library/", plan_library.listing, name="plans-library"),
    path("plans/library/new/", plan_library.entry, name="plans-library-new"),
    path("plans/library/put/", plan_library.put, name="plans-library-put"),
    path("plans/library/<uuid:public_id>/", plan_library.entry, name="plans-library-entry"),
    path("plans/<uuid:public_id>/", plans.detail, name="plan"),
    path("plans/<uuid:public_id>/edit/", plan_edit.form, name="plan-edit"),
    path("plans/<uuid:public_id>/transitions/", plans.transition, name="plan-transition"),
    path("plans/<uuid:public_id>/conduct/", plans.expectations, name="plan-expectations"),
    path("plans/<uuid:public_id>/assessor/", plan_assessor.assessor, name="plan-assessor"),
    path("plans/<uuid:public_id>/versions/<int:edition>/", plans.version, name="plan-version"),
    path("plans/<uuid:public_id>/history/", plans.history, name="plan-history"),
]
