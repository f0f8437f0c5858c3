"""Addresses of the pages of profiles, proposals and services."""

from django.urls import URLPattern

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = []
