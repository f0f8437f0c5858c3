"""What this room says in French: its events, and where a ticket's turns come from."""

from paraphe.helpdesk import events

EVENTS = {
    events.TICKET_OPENED: "Une demande est envoyée à l’assistance",
    events.TICKET_ASSIGNED: "L’assistance prend une demande",
    events.TICKET_ASKED: "L’assistance demande une précision",
    events.TICKET_ANSWERED: "L’assistance répond à une demande",
    events.TICKET_REPLIED: "L’auteur complète sa demande",
    events.TICKET_CLOSED: "Une demande est fermée",
    events.TICKET_REOPENED: "Une demande est rouverte",
}
PAGES = {
    "helpdesk:desk_act": "Une demande d’assistance, au bureau de l’exploitant",
    "helpdesk:desk_piece": "Un fichier d’une demande, au bureau de l’exploitant",
    "helpdesk:desk_ticket": "Une demande d’assistance, au bureau de l’exploitant",
    "helpdesk:desk_tickets": "Les demandes d’assistance, au bureau de l’exploitant",
}
"""The pages with personal data, as a body reads who looked at what."""

KINDS = {
    "opening": "Votre question",
    "reply": "Votre complément",
    "reopen": "Vous avez rouvert la demande",
    "ask": "L’assistance demande une précision",
    "answer": "L’assistance répond",
}
DESK_KINDS = {
    "opening": "La question",
    "reply": "Un complément",
    "reopen": "La demande est rouverte",
    "ask": "Précision demandée",
    "answer": "Réponse",
}
