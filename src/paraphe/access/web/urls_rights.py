"""Addresses of the pages of profiles, proposals and services."""

from django.urls import URLPattern, path

from paraphe.access.web.views import copying, pending, profiles, renewing, subscribing

BODY = "organismes/<slug:body_ref>/"
PROPOSAL = f"{BODY}propositions/<slug:proposal_ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{BODY}droits/copier", copying.copy_rights, name="copy_rights"),
    path(f"{BODY}droits/finissent", renewing.list_expiring, name="expiring"),
    path(f"{BODY}droits/<slug:right_ref>/prolonger", renewing.renew, name="renew"),
    path(f"{BODY}profils/", profiles.list_profiles, name="profiles"),
    path(f"{BODY}profils/nouveau", profiles.new_profile, name="profile_new"),
    path(f"{BODY}profils/<slug:profile_ref>/", profiles.show_profile, name="profile"),
    path(f"{BODY}profils/<slug:profile_ref>/modifier", profiles.edit_profile, name="profile_edit"),
    path(f"{BODY}profils/<slug:profile_ref>/retirer", profiles.retire_profile, name="profile_retire"),
    path(f"{BODY}propositions/", pending.list_proposals, name="proposals"),
    path(f"{BODY}propositions/proposer", pending.propose, name="propose"),
    path(f"{BODY}propositions/services", pending.choose_four_eyes, name="four_eyes"),
    path(f"{BODY}services/", subscribing.list_services, name="services"),
    path(f"{BODY}services/<slug:code>/", subscribing.use_service, name="service"),
    path(PROPOSAL, pending.show_proposal, name="proposal"),
    path(f"{PROPOSAL}confirmer", pending.confirm, name="proposal_confirm"),
    path(f"{PROPOSAL}refuser", pending.refuse, name="proposal_refuse"),
    path(f"{PROPOSAL}retirer", pending.withdraw, name="proposal_withdraw"),
]
