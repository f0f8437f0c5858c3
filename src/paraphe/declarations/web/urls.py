"""Addresses of declarations, under their body; each draft and filing is found for someone or not at all."""

from django.urls import path

from paraphe.declarations.web.views import deposit, draft, listing, receipt, signing

app_name = "declarations"
_BODY = "organismes/<slug:body_ref>/declarations/"

urlpatterns = [
    path(_BODY, listing.list_declarations, name="list"),
    path(f"{_BODY}deposer/", deposit.deposit_file, name="deposit"),
    path(f"{_BODY}recus/<slug:filing_ref>/", receipt.show_receipt, name="receipt"),
    path(f"{_BODY}recus/<slug:filing_ref>/inscrire/", receipt.resume_inclusion, name="resume"),
    path(f"{_BODY}recus/<slug:filing_ref>/recepisse.asice", receipt.download_receipt, name="download"),
    path(f"{_BODY}recus/<slug:filing_ref>/dossier/", receipt.download_dossier, name="dossier"),
    path(f"{_BODY}<slug:draft_ref>/", draft.show_draft, name="draft"),
    path(f"{_BODY}<slug:draft_ref>/figer/", signing.freeze_declaration, name="freeze"),
    path(f"{_BODY}<slug:draft_ref>/signer/", signing.sign_declaration, name="sign"),
]
