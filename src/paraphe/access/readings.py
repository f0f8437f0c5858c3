"""The pages with personal data, in words, for the page that tells a body who looked at what. Each room adds its own."""

from collections.abc import Mapping

from paraphe.access.words.api import PAGES as API_PAGES

OTHER = "Une page du portail"
_OWN = "Sa propre demande"
_PAGES = {
    **dict.fromkeys(
        (
            "access:application",
            "access:apply_open",
            "access:become",
            "access:candidacy",
            "access:candidacy_key",
            "access:candidacy_path",
            "access:candidacy_withdraw",
            "access:choose_proof",
            "access:contest",
            "access:contest_code",
            "access:contest_proof",
            "access:designation_model",
            "access:open_space",
            "access:prepare",
            "access:type_code",
            "access:withdraw_application",
        ),
        _OWN,
    ),
    "access:remove_people": "Le retrait de personnes",
    "access:add_people": "L’ajout de personnes",
    "access:act": "Un acte sur les droits",
    "access:rights_export": "L’export des droits",
    "access:bulk": "Les fichiers de droits",
    "access:bulk_file": "Un fichier de droits",
    "access:bulk_report": "Un fichier de droits",
    "access:undo": "Un acte sur les droits",
    **API_PAGES,
    "access:tokens": "Les jetons de l’API",
    "access:open_token": "Les jetons de l’API",
    "access:close_token": "Les jetons de l’API",
    "access:accesses": "Le relevé des consultations",
    "access:administrators": "La liste des administrateurs",
    "access:close": "Le retrait d’un droit",
    "access:contest_candidacy": "Une candidature",
    "access:copy_rights": "La copie des droits d’un collègue",
    "access:expiring": "Les droits qui finissent",
    "access:profile": "Un profil et qui le tient",
    "access:proposal": "Une proposition de droits",
    "access:proposal_confirm": "Une proposition de droits",
    "access:proposal_refuse": "Une proposition de droits",
    "access:proposal_withdraw": "Une proposition de droits",
    "access:proposals": "Les propositions de droits",
    "access:propose": "Une proposition de droits",
    "access:renew": "La fin d’un droit",
    "access:service": "L’usage d’un service",
    "access:decide_candidacy": "Une candidature",
    "access:desk_address": "Une adresse à changer, au bureau de l’exploitant",
    "access:desk_contest": "Une contestation, au bureau de l’exploitant",
    "access:desk_contests": "Les contestations, au bureau de l’exploitant",
    "access:desk_document": "Une lettre de désignation, au bureau de l’exploitant",
    "access:desk_letter": "Un courrier, au bureau de l’exploitant",
    "access:desk_letters": "Les courriers, au bureau de l’exploitant",
    "access:desk_print": "L’impression des courriers, au bureau de l’exploitant",
    "access:desk_proof": "Une preuve d’autorité, au bureau de l’exploitant",
    "access:desk_proofs": "Les preuves d’autorité, au bureau de l’exploitant",
    "access:desk_recoveries": "Les seconds facteurs perdus, au bureau de l’exploitant",
    "access:desk_recovery": "Un second facteur perdu, au bureau de l’exploitant",
    "access:end_administrator": "Le retrait d’un administrateur",
    "access:end_membership": "Le retrait d’une personne",
    "access:establishments": "Les établissements",
    "access:grant": "Le formulaire des droits",
    "access:invitation": "Une invitation",
    "access:invitations": "La liste des invitations",
    "access:renew_invitation": "Une invitation",
    "access:matrix": "Le tableau des droits",
    "access:matrix_edit": "Le tableau des droits, pour le modifier",
    "access:matrix_export": "Le tableau des droits, en fichier",
    "access:mine": "Ses propres droits",
    "access:people": "La liste des personnes",
    "access:person": "La fiche d’une personne",
    "access:person_doubts": "Les doutes sur un compte",
    "access:person_email": "L’adresse d’une personne",
    "access:person_factor": "Le second facteur d’une personne",
    "access:person_name": "Le nom d’une personne",
    "access:reactivate": "La suspension d’un administrateur",
    "access:refuse_candidacy": "Une candidature",
    "access:register": "Le journal de l’organisme",
    "access:register_event": "Une nouvelle du répertoire",
    "access:reactivate_person": "La suspension d’une personne",
    "access:suspend_person": "La suspension d’une personne",
    "access:uphold_contest": "Une candidature",
    "access:suspend": "La suspension d’un administrateur",
    "access:withdraw": "Le retrait d’une invitation",
    "access:my_requests": "Ses propres demandes de droits",
    "access:my_request": "Sa propre demande de droit",
    "access:ask_right": "Le formulaire de demande d’un droit",
    "access:requests": "Les demandes de droits",
    "access:request": "Une demande de droit",
    "access:approve_request": "Une demande de droit",
    "access:refuse_request": "Une demande de droit",
    "access:question_request": "Une demande de droit",
    "access:absence": "Les absences des administrateurs",
    "access:past": "Qui pouvait agir, à une date",
    "access:why": "Ce qu’une personne peut faire, et pourquoi",
    "access:timeline_person": "L’histoire d’une personne",
    "access:timeline_place": "L’histoire d’un établissement",
    "access:timeline_right": "L’histoire d’un droit",
}


def register_pages(pages: Mapping[str, str]) -> None:
    """Add the words of a room's pages, by URL name."""
    _PAGES.update(pages)


def tell_page(name: str) -> str:
    """The page in words; `OTHER` where no room said what it is."""
    return _PAGES.get(name, OTHER)


def is_told(name: str) -> bool:
    """Whether some room said what the page is."""
    return name in _PAGES
