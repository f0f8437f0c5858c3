"""The facts this room records: what happens to a ticket. Their bodies hold references, never the ticket's text."""

TICKET_OPENED = "helpdesk.ticket.opened"
TICKET_ASSIGNED = "helpdesk.ticket.assigned"
TICKET_ASKED = "helpdesk.ticket.asked"
TICKET_ANSWERED = "helpdesk.ticket.answered"
TICKET_REPLIED = "helpdesk.ticket.replied"
TICKET_CLOSED = "helpdesk.ticket.closed"
TICKET_REOPENED = "helpdesk.ticket.reopened"
