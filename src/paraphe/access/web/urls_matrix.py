"""Addresses of the pages of the matrix and of the past."""

from django.urls import URLPattern

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = []
