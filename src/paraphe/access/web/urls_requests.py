"""Addresses of the pages of requests, absences, the past and the reasons."""

from django.urls import URLPattern, path

from paraphe.access.web.views import absences, answering, past, requesting

BODY = "organismes/<slug:body_ref>/"
MINE, ASKED = f"{BODY}mes-demandes/", f"{BODY}demandes/"

urlpatterns: list[URLPattern] = [
    path(MINE, requesting.list_mine, name="my_requests"),
    path(f"{MINE}nouvelle", requesting.ask_right, name="ask_right"),
    path(f"{MINE}<slug:request_ref>/", requesting.show_mine, name="my_request"),
    path(ASKED, answering.list_requests, name="requests"),
    path(f"{ASKED}<slug:request_ref>/", answering.show_request, name="request"),
    path(f"{ASKED}<slug:request_ref>/accorder", answering.approve, name="approve_request"),
    path(f"{ASKED}<slug:request_ref>/refuser", answering.refuse, name="refuse_request"),
    path(f"{ASKED}<slug:request_ref>/preciser", answering.question, name="question_request"),
    path(f"{BODY}administrateurs/absence", absences.edit_absence, name="absence"),
    path(f"{BODY}droits/au", past.show_past, name="past"),
    path(f"{BODY}droits/<slug:right_ref>/histoire", past.show_right, name="timeline_right"),
    path(f"{BODY}personnes/<slug:person_ref>/pourquoi", past.show_why, name="why"),
    path(f"{BODY}personnes/<slug:person_ref>/histoire", past.show_person, name="timeline_person"),
    path(f"{BODY}etablissements/<slug:establishment_ref>/histoire", past.show_place, name="timeline_place"),
]
