"""Addresses of a person's notices and of what she chooses to receive."""

from django.urls import path

from paraphe.notifications.web import views

app_name = "notifications"

urlpatterns = [
    path("avis/", views.list_notices, name="list"),
    path("avis/tous-lus", views.read_all, name="read_all"),
    path("avis/preferences/", views.choose, name="preferences"),
    path("avis/<slug:notice_ref>/ouvrir", views.open_notice, name="open"),
    path("avis/<slug:notice_ref>/lu", views.read_notice, name="read"),
]
