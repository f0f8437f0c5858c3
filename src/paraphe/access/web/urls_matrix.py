"""Addresses of the pages of the matrix and of the past."""

from django.urls import path

from paraphe.access.web.views import editing, matrix

BODY = "organismes/<slug:body_ref>/"

urlpatterns = [
    path(f"{BODY}droits/tableau", matrix.export_matrix, name="matrix_export"),
    path(f"{BODY}droits/modifier", editing.edit_matrix, name="matrix_edit"),
]
