"""Addresses of the pages of tokens of the API."""

from django.urls import URLPattern, path

from paraphe.access.web.views import tokens

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{BODY}jetons", tokens.list_tokens, name="tokens"),
    path(f"{BODY}jetons/creer", tokens.open_token, name="open_token"),
    path(f"{BODY}jetons/<slug:token_ref>/revoquer", tokens.close_token, name="close_token"),
]
