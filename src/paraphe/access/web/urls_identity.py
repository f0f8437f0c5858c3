"""Addresses of correcting a name, a lost second factor, closing an account."""

from django.urls import URLPattern, path

from paraphe.access.web.views import identity, recovery

PERSON = "organismes/<slug:body_ref>/personnes/<slug:person_ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{PERSON}nom", identity.decide_name, name="person_name"),
    path(f"{PERSON}adresse", identity.decide_email, name="person_email"),
    path(f"{PERSON}doutes", identity.clear_doubts, name="person_doubts"),
    path(f"{PERSON}second-facteur", recovery.decide_recovery, name="person_factor"),
    path("compte/connexion/second-facteur/perdu/", recovery.ask_recovery, name="factor_lost"),
    path("compte/connexion/second-facteur/perdu/cle/", recovery.type_key, name="factor_key"),
    path("compte/fermer/", identity.close_account, name="close_account"),
    path("exploitation/seconds-facteurs/", recovery.list_recoveries, name="desk_recoveries"),
    path("exploitation/adresses/<slug:change_ref>/", recovery.check_address, name="desk_address"),
    path("exploitation/seconds-facteurs/<slug:recovery_ref>/", recovery.check_recovery, name="desk_recovery"),
]
