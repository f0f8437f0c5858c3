"""What this room says in French of its events."""

from paraphe.declarations import events

EVENTS = {
    events.DRAFT_FROZEN: "Une déclaration est figée pour être signée",
    events.FILING_FILED: "Une déclaration est signée et déposée",
    events.DOSSIER_DOWNLOADED: "Un dossier de preuve complet est téléchargé",
}
