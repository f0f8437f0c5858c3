"""Addresses of becoming administrator, and of administering the administrators."""

from django.urls import URLPattern, path

from paraphe.access.web.views import administering, candidacy, deciding_candidacy, own_candidacy, suspending

OWN = "candidature/<slug:candidacy_ref>/"
BODY = "organismes/<slug:body_ref>/"
ASKED = f"{BODY}candidatures/<slug:candidacy_ref>/"
HELD = f"{BODY}administrateurs/<slug:person_ref>/"

urlpatterns: list[URLPattern] = [
    path("candidature/", candidacy.become, name="become"),
    path(OWN, own_candidacy.show, name="candidacy"),
    path(f"{OWN}cle", own_candidacy.type_key, name="candidacy_key"),
    path(f"{OWN}nouvelle-cle", own_candidacy.ask_key, name="candidacy_new_key"),
    path(f"{OWN}voie", own_candidacy.change_path, name="candidacy_path"),
    path(f"{OWN}retirer", own_candidacy.withdraw, name="candidacy_withdraw"),
    path(f"{BODY}administrateurs/", administering.list_administrators, name="administrators"),
    path(f"{BODY}administrateurs/accords", administering.choose_accords, name="accords"),
    path(f"{HELD}retirer", administering.end_administrator, name="end_administrator"),
    path(f"{HELD}suspendre", suspending.suspend, name="suspend"),
    path(f"{HELD}retablir", suspending.reactivate, name="reactivate"),
    path(f"{BODY}personnes/<slug:person_ref>/suspendre", suspending.suspend_person, name="suspend_person"),
    path(
        f"{BODY}personnes/<slug:person_ref>/retablir",
        suspending.reactivate_person,
        name="reactivate_person",
    ),
    path(ASKED, deciding_candidacy.decide, name="decide_candidacy"),
    path(f"{ASKED}refuser", deciding_candidacy.refuse, name="refuse_candidacy"),
    path(f"{ASKED}contester", deciding_candidacy.contest, name="contest_candidacy"),
    path(f"{ASKED}confirmer", deciding_candidacy.uphold, name="uphold_contest"),
]
