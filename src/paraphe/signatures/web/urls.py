"""Addresses anyone may open: verifying a receipt, and what a verifier believes."""

from django.urls import path

from paraphe.signatures.web import views

app_name = "signatures"

urlpatterns = [
    path("verifier", views.verify_receipt, name="verify"),
    path("confiance/trust.json", views.download_trust, name="trust"),
]
