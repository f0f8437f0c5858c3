"""Addresses of the pages of requests and absences."""

from django.urls import URLPattern

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = []
