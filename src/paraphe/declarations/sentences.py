"""What this room says in French of its events."""

from paraphe.declarations import events

EVENTS = {
    events.DRAFT_FROZEN: "Une déclaration est figée pour être signée",
    events.FILING_FILED: "Une déclaration est signée et déposée",
    events.DOSSIER_DOWNLOADED: "Un dossier de preuve complet est téléchargé",
}

PAGES = {
    "declarations:deposit": "Le dépôt d’un fichier",
    "declarations:dossier": "Un dossier de preuve",
    "declarations:download": "Un récépissé",
    "declarations:draft": "Une déclaration à finir",
    "declarations:freeze": "Une déclaration à signer",
    "declarations:list": "La liste des déclarations",
    "declarations:receipt": "Le reçu d’un dépôt",
    "declarations:resume": "Le reçu d’un dépôt",
    "declarations:sign": "Une déclaration à signer",
}
"""Pages with personal data, as the body's list of readings names them."""
