"""Addresses of becoming administrator."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
