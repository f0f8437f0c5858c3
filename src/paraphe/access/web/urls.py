"""Addresses of the pages of rights, all under the body they are about, but the link of an invitation."""

from django.urls import path

from paraphe.access.web import (
    urls_bulk,
    urls_candidacy,
    urls_establishments,
    urls_identity,
    urls_matrix,
    urls_people,
    urls_registration,
    urls_requests,
    urls_rights,
    urls_tokens,
)
from paraphe.access.web.views import (
    closing,
    granting,
    invitation,
    inviting,
    matrix,
    mine,
    people,
    register,
)

app_name = "access"
BODY = "organismes/<slug:body_ref>/"

urlpatterns = [
    *urls_people.urlpatterns,
    *urls_rights.urlpatterns,
    *urls_matrix.urlpatterns,
    *urls_bulk.urlpatterns,
    *urls_requests.urlpatterns,
    *urls_tokens.urlpatterns,
    path(f"{BODY}personnes/", people.list_people, name="people"),
    path(f"{BODY}personnes/<slug:person_ref>/", people.show_person, name="person"),
    path(f"{BODY}invitations/<slug:invitation_ref>/", inviting.show_invitation, name="invitation"),
    path(f"{BODY}invitations/<slug:invitation_ref>/retirer", inviting.withdraw, name="withdraw"),
    path(f"{BODY}droits/", matrix.show_matrix, name="matrix"),
    path(f"{BODY}droits/donner", granting.grant, name="grant"),
    path(f"{BODY}droits/<slug:right_ref>/retirer", closing.close_right, name="close"),
    path(f"{BODY}mes-droits", mine.show_mine, name="mine"),
    path(f"{BODY}journal", register.show_register, name="register"),
    path(f"{BODY}journal/consultations", register.show_accesses, name="accesses"),
    path("invitation/<str:token>", invitation.show, name="invitation_link"),
    path("invitation/<str:token>/compte", invitation.open_account, name="invitation_account"),
    path("invitation/<str:token>/accepter", invitation.accept, name="invitation_accept"),
    *urls_candidacy.urlpatterns,
    *urls_establishments.urlpatterns,
    *urls_identity.urlpatterns,
    *urls_registration.urlpatterns,
]
