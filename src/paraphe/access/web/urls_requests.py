"""Addresses of the pages of requests and absences."""

from django.urls import URLPattern, path

from paraphe.access.web.views import absences, answering, requesting

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
]
