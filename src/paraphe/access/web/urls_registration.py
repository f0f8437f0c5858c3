"""Addresses of registering a body, its proofs, the desk that checks them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
