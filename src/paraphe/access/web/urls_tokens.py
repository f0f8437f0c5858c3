"""Addresses of the pages of tokens of the API."""

from django.urls import URLPattern

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = []
