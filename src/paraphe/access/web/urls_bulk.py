"""Addresses of the pages of rights by file."""

from django.urls import path

from paraphe.access.web.views import bulk

BODY = "organismes/<slug:body_ref>/"

urlpatterns = [
    path(f"{BODY}droits/exporter", bulk.export_rights, name="rights_export"),
    path(f"{BODY}droits/fichier", bulk.send_file, name="bulk"),
    path(f"{BODY}droits/fichier/<slug:file_ref>/", bulk.show_file, name="bulk_file"),
    path(f"{BODY}droits/fichier/<slug:file_ref>/avancement", bulk.show_progress, name="bulk_progress"),
    path(f"{BODY}droits/fichier/<slug:file_ref>/compte-rendu", bulk.download_report, name="bulk_report"),
]
