"""Addresses of the entrance; `/` is the public home."""

from django.urls import path

from paraphe.home.web import views

app_name = "home"

urlpatterns = [
    path("accueil", views.start, name="start"),
    path("organismes/", views.choose, name="choose"),
    path("organismes/<slug:body_ref>/", views.show_body, name="body"),
    path("aller/<slug:act>", views.go_to_act, name="act"),
]
