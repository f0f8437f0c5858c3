"""Addresses of the establishments of a body and what the register says of them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
