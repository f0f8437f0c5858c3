"""Addresses of help, of one's own tickets, and of the operator's desk."""

from django.urls import path

from paraphe.helpdesk.web.views import asking, desk, reading, tickets

app_name = "helpdesk"
OWN = "aide/demandes/<slug:ticket_ref>/"
DESK = "exploitation/demandes/<slug:ticket_ref>/"

urlpatterns = [
    path("aide/", reading.show_help, name="help"),
    path("aide/contacts/", reading.list_contacts, name="contacts"),
    path("aide/demander", asking.ask, name="ask"),
    path("aide/demandes/", tickets.list_tickets, name="tickets"),
    path(OWN, tickets.show_ticket, name="ticket"),
    path(f"{OWN}fichiers/<slug:piece_ref>", tickets.download_piece, name="piece"),
    path(f"{OWN}<slug:verb>", tickets.act_on_ticket, name="ticket_act"),
    path("aide/<slug:slug>/", reading.show_entry, name="entry"),
    path("aide/<slug:slug>/avis", reading.give_opinion, name="opinion"),
    path("exploitation/", desk.show_desk, name="desk"),
    path("exploitation/recherches/", desk.list_searches, name="desk_searches"),
    path("exploitation/demandes/", desk.list_tickets, name="desk_tickets"),
    path(DESK, desk.show_ticket, name="desk_ticket"),
    path(f"{DESK}fichiers/<slug:piece_ref>", desk.download_piece, name="desk_piece"),
    path(f"{DESK}<slug:verb>", desk.act_on_ticket, name="desk_act"),
]
