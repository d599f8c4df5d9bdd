"""Addresses of notices."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/bell/", views.bell, name="bell"),
    path("inbox/read-all/", views.read_all, name="read_all"),
    path("inbox/<uuid:public_id>/open/", views.open_notice, name="open"),
    path("inbox/<uuid:public_id>/read/", views.read_notice, name="read"),
]
