"""Addresses of the pages of the matrix and of the past."""

from django.urls import path

from paraphe.access.web.views import matrix

BODY = "organismes/<slug:body_ref>/"

urlpatterns = [
    path(f"{BODY}droits/tableau", matrix.export_matrix, name="matrix_export"),
]
