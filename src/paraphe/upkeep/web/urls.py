"""Addresses of this room: under the body they are about, but one's own record and the operator's desk."""

from django.urls import path

from paraphe.upkeep.web.views import closing, completing, desk, handover, health, review

app_name = "upkeep"
BODY = "organismes/<slug:body_ref>/"
HANDOVER = f"{BODY}passation/<slug:handover_ref>/"

urlpatterns = [
    path(f"{BODY}passation/", handover.list_handovers, name="handover"),
    path(f"{BODY}passation/annoncer", handover.plan, name="plan"),
    path(HANDOVER, handover.show, name="show"),
    path(f"{HANDOVER}successeur", handover.name, name="name"),
    path(f"{HANDOVER}terminer", completing.complete, name="complete"),
    path(f"{HANDOVER}abandonner", handover.cancel, name="cancel"),
    path(f"{HANDOVER}releve", completing.show_record, name="record"),
    path("passations/<slug:handover_ref>/", completing.show_own_record, name="own_record"),
    path(f"{BODY}revue/", review.show_review, name="review"),
    path(f"{BODY}revue/relire", review.check_review, name="review_check"),
    path(f"{BODY}revue/<slug:review_ref>/", review.show_done, name="review_done"),
    path(
        f"{BODY}revue/<slug:review_ref>/releve/<slug:report_ref>",
        review.download_report,
        name="review_report",
    ),
    path(f"{BODY}sante/", health.show_health, name="health"),
    path(f"{BODY}sante/profils", health.show_profiles, name="profiles"),
    path(f"{BODY}fermeture/", closing.show_closure, name="closure"),
    path(f"{BODY}fermeture/demander", closing.request_closure, name="closure_request"),
    path(f"{BODY}fermeture/confirmer", closing.confirm_closure, name="closure_confirm"),
    path(f"{BODY}fermeture/abandonner", closing.cancel_closure, name="closure_cancel"),
    path(f"{BODY}fermeture/fermer", closing.close_space, name="closure_close"),
    path("exploitation/organismes/", desk.list_bodies, name="desk_bodies"),
    path("exploitation/organismes/<slug:organisation_ref>/", desk.show_body, name="desk_body"),
]
