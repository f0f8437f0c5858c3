"""Addresses of the pages of people and of acts."""

from django.urls import URLPattern, path

from paraphe.access.web.views import acts, adding, inviting, removing

BODY = "organismes/<slug:body_ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{BODY}personnes/ajouter", adding.add_people, name="add_people"),
    path(f"{BODY}personnes/retirer", removing.remove_people, name="remove_people"),
    path(f"{BODY}personnes/<slug:person_ref>/retirer", removing.end_membership, name="end_membership"),
    path(f"{BODY}invitations/", inviting.list_invitations, name="invitations"),
    path(f"{BODY}invitations/<slug:invitation_ref>/renvoyer", inviting.renew, name="renew_invitation"),
    path(f"{BODY}actes/<slug:act_ref>/", acts.show_act, name="act"),
    path(f"{BODY}actes/<slug:act_ref>/annuler", acts.undo, name="undo"),
]
