"""Addresses of correcting a name, a lost second factor, closing an account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
