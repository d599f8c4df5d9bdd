"""Addresses of the organisation's pages."""

from django.urls import path

from organization.regional_days import views as regional_days
from organization.views import exchange, grants, imports, people, profile, session, settings, slips, units

app_name = "organization"
urlpatterns = [
    path("accounts/login/", session.sign_in, name="login"),
    path("accounts/logout/", session.sign_out, name="logout"),
    path("accounts/password/", session.password, name="password"),
    path("accounts/me/", profile.profile, name="profile"),
    path("accounts/tokens/", profile.tokens, name="tokens"),
    path("accounts/tokens/<uuid:public_id>/revoke/", profile.revoke_token, name="revoke-token"),
    path("accounts/slips/", slips.slips, name="slips"),
    path("accounts/slips/print/", slips.print_slips, name="print-slips"),
    path("units/", units.units, name="units"),
    path("units/<uuid:public_id>/", units.unit, name="unit"),
    path("units/<uuid:public_id>/change/", units.change_unit, name="change-unit"),
    path("employees/", people.employees, name="employees"),
    path("employees/<uuid:public_id>/", people.employee, name="employee"),
    path("employees/<uuid:public_id>/assessor/", people.name_assessor, name="name-assessor"),
    path("employees/<uuid:public_id>/assessor/<uuid:override_id>/end/", people.end_override, name="end-override"),
    path("employees/<uuid:public_id>/appoint/", people.appoint, name="appoint"),
    path("employees/<uuid:public_id>/account/", people.set_account, name="set-account"),
    path("employees/<uuid:public_id>/reset/", slips.reset, name="reset"),
    path("role-grants/", grants.grants, name="grants"),
    path("role-grants/<uuid:public_id>/", grants.grant, name="grant"),
    path("role-grants/<uuid:public_id>/revoke/", grants.revoke, name="revoke-grant"),
    path("imports/", imports.imports, name="imports"),
    path("imports/about/<slug:about>/", imports.imports, name="imports-about"),
    path("imports/template/<str:name>", imports.template, name="import-template"),
    path("imports/<uuid:public_id>/", imports.import_batch, name="import"),
    path("imports/<uuid:public_id>/move/", imports.move_import, name="move-import"),
    path("exchange/", exchange.listing, name="exchange"),
    path("exchange/several/", exchange.move_several, name="exchange-several"),
    path("exchange/corrections/<slug:kind>/", exchange.corrections, name="exchange-corrections"),
    path("exchange/<uuid:public_id>/", exchange.detail, name="difference"),
    path("exchange/<uuid:public_id>/move/", exchange.move, name="move-difference"),
    path("regional-days/", regional_days.regional_days, name="regional-days"),
    path("regional-days/<uuid:public_id>/withdraw/", regional_days.withdraw, name="withdraw-regional-day"),
    path("settings/", settings.settings, name="settings"),
]
