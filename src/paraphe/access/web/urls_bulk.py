"""Addresses of the pages of rights by file."""

from django.urls import URLPattern

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = []
