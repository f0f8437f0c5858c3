"""Addresses of registering a body, its proofs, the desk that checks them."""

from django.urls import URLPattern, path

from paraphe.access.web.views import (
    contesting,
    desk_contests,
    desk_letters,
    desk_proofs,
    proofs,
    registration,
)

DESK = "exploitation/"

urlpatterns: list[URLPattern] = [
    path("inscription/", registration.apply, name="apply"),
    path("inscription/demander", registration.apply_open, name="apply_open"),
    path("inscription/<slug:application_ref>/", registration.show_application, name="application"),
    path("inscription/<slug:application_ref>/preparer", registration.prepare, name="prepare"),
    path("inscription/<slug:application_ref>/retirer", registration.withdraw, name="withdraw_application"),
    path("inscription/<slug:application_ref>/ouvrir", registration.open_space, name="open_space"),
    path("inscription/<slug:application_ref>/preuve", proofs.choose_proof, name="choose_proof"),
    path("inscription/<slug:application_ref>/modele", proofs.download_model, name="designation_model"),
    path("inscription/<slug:application_ref>/code", proofs.type_code, name="type_code"),
    path("contester", contesting.contest_by_letter, name="contest_by_letter"),
    path("contestation/<slug:contest_ref>/", contesting.show_contest, name="contest"),
    path("contestation/<slug:contest_ref>/preuve", contesting.choose_proof, name="contest_proof"),
    path("contestation/<slug:contest_ref>/code", contesting.type_code, name="contest_code"),
    path(f"{DESK}preuves/", desk_proofs.list_proofs, name="desk_proofs"),
    path(f"{DESK}preuves/<slug:proof_ref>/", desk_proofs.show_proof, name="desk_proof"),
    path(f"{DESK}preuves/<slug:proof_ref>/document", desk_proofs.download_document, name="desk_document"),
    path(f"{DESK}courriers/", desk_letters.list_letters, name="desk_letters"),
    path(f"{DESK}courriers/imprimer", desk_letters.print_batch, name="desk_print"),
    path(f"{DESK}courriers/<slug:letter_ref>/", desk_letters.show_letter, name="desk_letter"),
    path(f"{DESK}contestations/", desk_contests.list_contests, name="desk_contests"),
    path(f"{DESK}contestations/<slug:contest_ref>/", desk_contests.show_contest, name="desk_contest"),
]
