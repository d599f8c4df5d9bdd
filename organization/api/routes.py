"""Addresses of this app below /api/v1/."""

from django.urls import path

from organization.api.acting import ActingView
from organization.api.delegations import DelegationViewSet
from organization.api.exchange import DifferenceViewSet
from organization.api.resources import (
    EmployeeViewSet,
    GrantViewSet,
    ImportViewSet,
    MeView,
    TokensView,
    TokenView,
    UnitViewSet,
)

ROUTES = [
    ("units", UnitViewSet, "unit"),
    ("employees", EmployeeViewSet, "employee"),
    ("role-grants", GrantViewSet, "role-grant"),
    ("delegations", DelegationViewSet, "delegation"),
    ("imports", ImportViewSet, "import"),
    ("differences", DifferenceViewSet, "difference"),
]
urlpatterns = [
    path("acting-officials/", ActingView.as_view(), name="acting-officials"),
    path("me/", MeView.as_view(), name="me"),
    path("tokens/", TokensView.as_view(), name="tokens"),
    path("tokens/<str:id>/", TokenView.as_view(), name="token"),
]
