"""Addresses of the establishments of a body and what the register says of them."""

from django.urls import URLPattern, path

from paraphe.access.web.views import establishments

BODY = "organismes/<slug:body_ref>/etablissements/"

urlpatterns: list[URLPattern] = [
    path(BODY, establishments.list_establishments, name="establishments"),
    path(f"{BODY}nouvelles/classer", establishments.ignore_news, name="ignore_news"),
    path(f"{BODY}nouvelles/<slug:event_ref>", establishments.answer_register, name="register_event"),
]
