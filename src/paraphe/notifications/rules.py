"""Who is told what: one table from the events of the journal to recipients and mails, or an explicit silence.

A new event has its line here or in `SILENT`; a test holds every room to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from paraphe.access import events as access_events
from paraphe.accounts import events as accounts_events
from paraphe.declarations import events as declarations_events
from paraphe.helpdesk import events as helpdesk_events
from paraphe.notifications import audiences as who
from paraphe.notifications import audiences_of_rights as hearers
from paraphe.notifications.audiences import Audience, Body, Recipient, where
from paraphe.notifications.vocabulary import Kind
from paraphe.upkeep import events as upkeep_events

ACCOUNT = "parce qu’il touche à votre compte"
CONCERNED = "parce qu’il parle de vous"
ADMINISTERS = "parce que vous administrez cet organisme"
FELLOW = "parce que vous administrez un organisme dont cette personne fait partie"
OPERATES = "parce que vous travaillez au bureau de l’exploitant"

PERSON = Audience(who.the_person, CONCERNED)
OTHERS_DECIDED = Audience(who.the_person_unless_actor, CONCERNED)
HOLDER = Audience(who.the_person, ACCOUNT)
INVITED = Audience(who.the_invited, "parce qu’un administrateur vous a invité")
GRANTED, DEPRIVED = Audience(who.the_granted, CONCERNED), Audience(who.the_deprived, CONCERNED)
ADMINISTRATORS = Audience(who.all_administrators, ADMINISTERS)
TOUCHED = Audience(who.administrators_touched, ADMINISTERS)
FELLOWS = Audience(who.administrators_of_her_bodies, FELLOW)
FOLLOWERS = Audience(who.candidacy_followers, ADMINISTERS)
DECIDERS = Audience(who.deciders, "parce que vous pouvez répondre à cette candidature")
OPERATORS = Audience(who.operators, OPERATES)
AUTHOR = Audience(who.the_author, "parce que vous avez écrit à l’assistance")
MEMBERS = Audience(who.members, "parce que vous faites partie de cet organisme")

DECIDES = "parce que vous pouvez répondre à cette demande"
CHANGED = Audience(hearers.the_changed, CONCERNED)
INVITEES = Audience(hearers.the_invitees, "parce qu’un administrateur vous a invité")
COVERED = Audience(hearers.the_covered, CONCERNED)
WIDENED = Audience(where(who.all_administrators, hearers.widens), ADMINISTERS)
PROPOSER = Audience(hearers.the_proposer, "parce que vous l’avez proposé")
REQUEST_DECIDERS = Audience(hearers.request_deciders, DECIDES)
REQUEST_WAITERS = Audience(hearers.request_waiters, DECIDES)


@dataclass(frozen=True)
class Rule:
    """These people hear this news of this kind; `link` is the page it leads to (see `news.find_path`)."""

    template: str
    audience: Audience
    kind: Kind
    link: str = "home:body body"

    def recipients(self, body: Body) -> Iterable[Recipient]:
        """The people told about an entry."""
        return self.audience.list(body)


def _only(audience: Audience, test: Callable[[Body], bool]) -> Audience:
    return Audience(where(audience.list, test), audience.why)


def _is_not_by_key(body: Body) -> bool:
    return not who.is_by_key(body)


DECIDE = "access:decide_candidacy body candidacy"
CONTEST = "access:contest_candidacy body candidacy"
OWN_CANDIDACY = "access:candidacy candidacy"
FACTOR = "access:person_factor body person"
ADMINISTRATORS_PAGE = "access:administrators body"
REGISTER = "access:register body"
HANDOVER = "upkeep:show body handover"
CLOSURE = "upkeep:closure body"
PERSON_PAGE = "access:person body person"
SECURITY, DECISIONS, REQUESTS = Kind.SECURITY, Kind.DECISIONS, Kind.REQUESTS
MINE = "access:mine body"
PROPOSAL, TOKENS, FILE = "access:proposal body change", "access:tokens body", "access:bulk_file body bulk"
REQUEST, OWN_REQUEST = "access:request body request", "access:my_request body request"
REVIEW, HEALTH = "upkeep:review body", "upkeep:health body"
TOUCHED_NOT_PROPOSER = Audience(hearers.fellows_of_proposal, ADMINISTERS)
MAKER = Audience(who.the_person, "parce que vous avez envoyé ce fichier")

_ASKED = (
    Rule("candidacy_by_key", _only(ADMINISTRATORS, who.is_by_key), SECURITY, CONTEST),
    Rule(
        "candidacy_to_decide",
        _only(Audience(who.candidacy_deciders, ADMINISTERS), _is_not_by_key),
        REQUESTS,
        DECIDE,
    ),
    Rule("candidacy_received", PERSON, DECISIONS, OWN_CANDIDACY),
)
_ACCESS: dict[str, tuple[Rule, ...]] = {
    access_events.ADMINISTRATOR_APPOINTED: (
        Rule("administrator_appointed", PERSON, DECISIONS),
        Rule("administrator_by_key", _only(ADMINISTRATORS, who.is_by_key), SECURITY, "contest"),
        Rule("administrator_added", _only(ADMINISTRATORS, _is_not_by_key), SECURITY, ADMINISTRATORS_PAGE),
        Rule("administrator_replaced", Audience(who.the_replaced, CONCERNED), DECISIONS, "home:start"),
    ),
    access_events.DECLARANT_INVITED: (Rule("invited", INVITED, Kind.NEEDED, "home:start"),),
    access_events.INVITATION_WITHDRAWN: (Rule("invitation_withdrawn", INVITED, DECISIONS, "home:start"),),
    access_events.DECLARANT_JOINED: (Rule("joined", ADMINISTRATORS, Kind.FELLOWS, PERSON_PAGE),),
    access_events.MEMBERSHIP_ENDED: (
        Rule("membership_ended", OTHERS_DECIDED, DECISIONS, "home:start"),
        Rule(
            "administrator_removed",
            Audience(who.fellows_of_administrator, ADMINISTERS),
            SECURITY,
            ADMINISTRATORS_PAGE,
        ),
    ),
    access_events.HABILITATION_GRANTED: (
        Rule("right_granted", GRANTED, DECISIONS, MINE),
        Rule("right_granted_alone", Audience(who.silent_fellows, ADMINISTERS), SECURITY, REGISTER),
        Rule("right_granted_by_fellow", TOUCHED, Kind.FELLOWS, REGISTER),
    ),
    access_events.HABILITATION_CLOSED: (
        Rule("right_closed", DEPRIVED, DECISIONS, MINE),
        Rule("right_lapsed_told", _only(ADMINISTRATORS, who.is_by_portal), Kind.FELLOWS, REGISTER),
    ),
    access_events.REGISTRATION_OPENED: (
        Rule("registration_opened", PERSON, DECISIONS, "access:application application"),
    ),
    access_events.REGISTRATION_CLOSED: (
        Rule("registration_closed", OTHERS_DECIDED, DECISIONS, "access:application application"),
    ),
    access_events.REGISTRATION_CONTESTED: (
        Rule("registration_contested", PERSON, SECURITY, "access:contest contest"),
    ),
    access_events.REGISTRATION_CLEARED: (
        Rule("registration_cleared", PERSON, DECISIONS, "access:application application"),
    ),
    access_events.PROOF_REQUESTED: (
        Rule(
            "mailbox_code",
            Audience(who.mailbox, "parce que cette adresse est celle de l’organisme"),
            Kind.NEEDED,
            "",
        ),
        Rule("key_asked_again", _only(ADMINISTRATORS, who.is_of_candidacy), SECURITY, "contest"),
        Rule(
            "proof_to_check",
            _only(OPERATORS, lambda body: body["kind"] == who.DESIGNATION),
            Kind.DESK,
            "access:desk_proof proof",
        ),
    ),
    access_events.PROOF_FAILED: (
        Rule("proof_failed", _only(PERSON, lambda body: not who.is_burnt(body)), SECURITY, "proof"),
        Rule("proof_burnt", _only(PERSON, who.is_burnt), SECURITY, "proof"),
        Rule(
            "proof_burnt_told",
            _only(ADMINISTRATORS, lambda body: who.is_burnt(body) and who.is_of_candidacy(body)),
            SECURITY,
            "contest",
        ),
    ),
    access_events.PROOF_CHECKED: (Rule("proof_to_check", OPERATORS, Kind.DESK, "access:desk_proof proof"),),
    access_events.PROOF_CLOSED: (Rule("proof_closed", PERSON, DECISIONS, "proof"),),
    access_events.LETTER_POSTED: (
        Rule("letter_posted", _only(PERSON, who.is_key_letter), DECISIONS, "letter"),
    ),
    access_events.LETTER_RETURNED: (
        Rule("letter_returned", _only(PERSON, who.is_key_letter), DECISIONS, "letter"),
    ),
    access_events.CANDIDACY_PROPOSED: _ASKED,
    access_events.CANDIDACY_SWITCHED: _ASKED,
    access_events.CANDIDACY_VOICED: (
        Rule("candidacy_voiced", PERSON, DECISIONS, OWN_CANDIDACY),
        Rule("candidacy_voiced_told", Audience(who.candidacy_deciders, ADMINISTERS), REQUESTS, DECIDE),
    ),
    access_events.CANDIDACY_REFUSED: (
        Rule("candidacy_refused", PERSON, DECISIONS, OWN_CANDIDACY),
        Rule("candidacy_refused_told", FOLLOWERS, Kind.FELLOWS, "candidacy"),
    ),
    access_events.CANDIDACY_WITHDRAWN: (
        Rule("candidacy_withdrawn_told", FOLLOWERS, Kind.FELLOWS, "candidacy"),
    ),
    access_events.CANDIDACY_EXPIRED: (
        Rule("candidacy_expired", PERSON, DECISIONS, OWN_CANDIDACY),
        Rule("candidacy_expired_told", FOLLOWERS, Kind.FELLOWS, "candidacy"),
    ),
    access_events.CANDIDACY_REMINDED: (Rule("candidacy_reminder", DECIDERS, Kind.REMINDERS, DECIDE),),
    access_events.CANDIDACY_CONTESTED: (
        Rule("candidacy_contested", PERSON, SECURITY, "access:contest contest"),
        Rule("candidacy_contested_told", FOLLOWERS, SECURITY, "candidacy"),
    ),
    access_events.CANDIDACY_CLEARED: (
        Rule("candidacy_cleared", PERSON, DECISIONS, OWN_CANDIDACY),
        Rule("candidacy_cleared_told", FOLLOWERS, SECURITY, "candidacy"),
    ),
    access_events.CONTEST_CHECKED: (
        Rule("contest_to_check", OPERATORS, Kind.DESK, "access:desk_contest contest"),
    ),
    access_events.CONTEST_UPHELD: (
        Rule("contest_upheld", PERSON, SECURITY, "access:contest contest"),
        Rule("contest_upheld_told", ADMINISTRATORS, SECURITY, ADMINISTRATORS_PAGE),
    ),
    access_events.MEMBERSHIP_SUSPENDED: (
        Rule("suspended", OTHERS_DECIDED, SECURITY, "suspension"),
        Rule("suspended_told", ADMINISTRATORS, SECURITY, PERSON_PAGE),
        Rule(
            "suspended_at_desk",
            _only(OPERATORS, lambda body: body["actor"] == who.REPRESENTATIVE),
            Kind.DESK,
            "access:desk_contests",
        ),
    ),
    access_events.MEMBERSHIP_REACTIVATED: (
        Rule("reactivated", OTHERS_DECIDED, SECURITY),
        Rule("reactivated_told", ADMINISTRATORS, SECURITY, PERSON_PAGE),
    ),
    access_events.SETTINGS_CHANGED: (
        Rule("settings_changed", ADMINISTRATORS, Kind.FELLOWS, ADMINISTRATORS_PAGE),
    ),
    access_events.RECOVERY_REQUESTED: (
        Rule("recovery_asked", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_at_desk", OPERATORS, Kind.DESK, "access:desk_recoveries"),
    ),
    access_events.RECOVERY_OPENED: (
        Rule("recovery_opened", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_opened_told", FELLOWS, SECURITY, FACTOR),
    ),
    access_events.RECOVERY_REFUSED: (Rule("recovery_refused", HOLDER, SECURITY, "accounts_home"),),
    access_events.RECOVERY_CANCELLED: (
        Rule("recovery_cancelled", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_cancelled_told", FELLOWS, SECURITY, FACTOR),
    ),
    access_events.RECOVERY_CONFIRMED: (
        Rule("recovery_confirmed", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_confirmed_told", FELLOWS, SECURITY, PERSON_PAGE),
    ),
    access_events.ESTABLISHMENT_WELCOMED: (
        Rule("establishment_welcomed", GRANTED, DECISIONS, MINE),
        Rule("establishment_welcomed_told", TOUCHED, Kind.FELLOWS, "access:establishments body"),
        Rule("rights_widened", COVERED, DECISIONS, MINE),
    ),
    access_events.OPERATOR_APPOINTED: (
        Rule("operator_appointed", Audience(who.the_person, OPERATES), SECURITY, "helpdesk:desk"),
    ),
    access_events.OPERATOR_ENDED: (Rule("operator_ended", HOLDER, SECURITY, "home:start"),),
}
_RIGHTS: dict[str, tuple[Rule, ...]] = {
    access_events.RIGHTS_CHANGED: (
        Rule("rights_changed", CHANGED, DECISIONS, MINE),
        Rule("invited", INVITEES, Kind.NEEDED, "home:start"),
        Rule("right_granted_alone", Audience(who.silent_fellows, ADMINISTERS), SECURITY, REGISTER),
        Rule("rights_changed_told", TOUCHED_NOT_PROPOSER, Kind.FELLOWS, REGISTER),
        Rule("change_confirmed", PROPOSER, DECISIONS, REGISTER),
    ),
    access_events.MEMBERS_REMOVED: (
        Rule("membership_ended", Audience(hearers.the_removed, CONCERNED), DECISIONS, "home:start"),
        Rule("members_removed_told", ADMINISTRATORS, Kind.FELLOWS, REGISTER),
    ),
    access_events.ACT_UNDONE: (
        Rule("act_undone", CHANGED, DECISIONS, MINE),
        Rule("invitation_withdrawn", INVITEES, DECISIONS, "home:start"),
        Rule("act_undone_told", TOUCHED, Kind.FELLOWS, REGISTER),
    ),
    access_events.SUBSCRIPTION_OPENED: (
        Rule("rights_widened", COVERED, DECISIONS, MINE),
        Rule("rights_widened_told", WIDENED, Kind.FELLOWS, REGISTER),
    ),
    access_events.SUBSCRIPTION_CLOSED: (
        Rule("service_closed", Audience(hearers.users_of_services, CONCERNED), DECISIONS, MINE),
        Rule("service_closed_told", ADMINISTRATORS, Kind.FELLOWS, REGISTER),
    ),
    access_events.INVITATION_RENEWED: (Rule("invited", INVITED, Kind.NEEDED, "home:start"),),
    access_events.CHANGE_PROPOSED: (Rule("change_to_confirm", TOUCHED, REQUESTS, PROPOSAL),),
    access_events.CHANGE_REFUSED: (
        Rule("change_refused", PROPOSER, DECISIONS, PROPOSAL),
        Rule("change_settled_told", TOUCHED_NOT_PROPOSER, Kind.FELLOWS, PROPOSAL),
    ),
    access_events.CHANGE_WITHDRAWN: (
        Rule("change_settled_told", TOUCHED_NOT_PROPOSER, Kind.FELLOWS, PROPOSAL),
    ),
    access_events.CHANGE_EXPIRED: (Rule("change_expired", PROPOSER, DECISIONS, PROPOSAL),),
    access_events.REQUEST_SENT: (Rule("request_to_decide", REQUEST_WAITERS, REQUESTS, REQUEST),),
    access_events.REQUEST_ASKED: (Rule("request_asked", OTHERS_DECIDED, DECISIONS, OWN_REQUEST),),
    access_events.REQUEST_ANSWERED: (Rule("request_answered", REQUEST_WAITERS, REQUESTS, REQUEST),),
    access_events.REQUEST_REFUSED: (Rule("request_refused", OTHERS_DECIDED, DECISIONS, OWN_REQUEST),),
    access_events.REQUEST_WITHDRAWN: (
        Rule("request_withdrawn_told", REQUEST_DECIDERS, Kind.FELLOWS, REQUEST),
    ),
    access_events.REQUEST_EXPIRED: (
        Rule("request_expired", PERSON, DECISIONS, OWN_REQUEST),
        Rule("request_expired_told", REQUEST_DECIDERS, Kind.FELLOWS, REQUEST),
    ),
    access_events.REQUEST_REMINDED: (
        Rule("request_reminder", Audience(hearers.reminded_deciders, DECIDES), Kind.REMINDERS, REQUEST),
        Rule(
            "request_asked_reminder",
            Audience(hearers.reminded_requester, CONCERNED),
            Kind.REMINDERS,
            OWN_REQUEST,
        ),
    ),
    access_events.REQUEST_ESCALATED: (Rule("request_escalated", REQUEST_WAITERS, REQUESTS, REQUEST),),
    access_events.ABSENCE_OPENED: (
        Rule("absence_deputy", Audience(hearers.the_deputy, CONCERNED), REQUESTS, ADMINISTRATORS_PAGE),
        Rule(
            "absence_opened_told",
            Audience(hearers.fellows_of_absent, ADMINISTERS),
            Kind.FELLOWS,
            ADMINISTRATORS_PAGE,
        ),
    ),
    access_events.ABSENCE_CLOSED: (
        Rule("absence_closed", Audience(hearers.the_deputy, CONCERNED), Kind.FELLOWS, ADMINISTRATORS_PAGE),
    ),
    access_events.BULK_CHECKED: (Rule("bulk_checked", MAKER, DECISIONS, FILE),),
    access_events.BULK_FAILED: (Rule("bulk_failed", MAKER, DECISIONS, FILE),),
    access_events.API_TOKEN_OPENED: (
        Rule("token_opened", HOLDER, SECURITY, TOKENS),
        Rule("token_opened_told", ADMINISTRATORS, Kind.FELLOWS, TOKENS),
    ),
    access_events.API_TOKEN_CLOSED: (Rule("token_closed", HOLDER, SECURITY, TOKENS),),
}
_ACCOUNTS: dict[str, tuple[Rule, ...]] = {
    accounts_events.CREDENTIAL_ENROLLED: (Rule("credential_enrolled", HOLDER, SECURITY, "accounts_home"),),
    accounts_events.CREDENTIAL_REVOKED: (Rule("credential_revoked", HOLDER, SECURITY, "accounts_home"),),
    accounts_events.PASSWORD_CHANGED: (Rule("password_changed", HOLDER, SECURITY, "accounts_reset"),),
    accounts_events.PERSON_RENAMED: (
        Rule("renamed", OTHERS_DECIDED, SECURITY, "accounts_home"),
        Rule("renamed_told", FELLOWS, SECURITY, PERSON_PAGE),
    ),
    accounts_events.NAME_ASKED: (Rule("name_asked", FELLOWS, REQUESTS, "access:person_name body person"),),
    accounts_events.NAME_REFUSED: (Rule("name_refused", HOLDER, DECISIONS, "accounts_name"),),
    accounts_events.NAME_EXPIRED: (Rule("name_expired", HOLDER, DECISIONS, "accounts_name"),),
    accounts_events.EMAIL_CHANGED: (
        Rule("email_changed", HOLDER, SECURITY, "accounts_home"),
        Rule("email_changed_told", FELLOWS, SECURITY, PERSON_PAGE),
    ),
    accounts_events.EMAIL_REFUSED: (
        Rule("email_refused", HOLDER, SECURITY, "accounts_home"),
        Rule("email_refused_told", FELLOWS, SECURITY, PERSON_PAGE),
    ),
    accounts_events.EMAIL_EXPIRED: (Rule("email_expired", HOLDER, DECISIONS, "accounts_email"),),
    accounts_events.EMAIL_BOUNCED: (
        Rule("email_bounced_told", FELLOWS, SECURITY, "access:person_email body person"),
    ),
    accounts_events.RECOVERY_REQUESTED: (
        Rule("recovery_asked", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_asked_told", FELLOWS, SECURITY, FACTOR),
    ),
    accounts_events.RECOVERY_CANCELLED: (
        Rule("recovery_cancelled", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_cancelled_told", FELLOWS, SECURITY, FACTOR),
    ),
    accounts_events.RECOVERY_EXPIRED: (Rule("recovery_expired", HOLDER, SECURITY, "accounts_home"),),
    accounts_events.RECOVERY_USED: (
        Rule("recovery_used", HOLDER, SECURITY, "accounts_home"),
        Rule("recovery_used_told", FELLOWS, SECURITY, FACTOR),
    ),
    accounts_events.DOUBT_RAISED: (
        Rule("doubt_raised", FELLOWS, SECURITY, "access:person_doubts body person"),
    ),
}
_UPKEEP: dict[str, tuple[Rule, ...]] = {
    upkeep_events.HANDOVER_ANNOUNCED: (
        Rule("handover_announced", Audience(who.the_leaver, CONCERNED), DECISIONS, HANDOVER),
        Rule("handover_announced_told", ADMINISTRATORS, REQUESTS, HANDOVER),
    ),
    upkeep_events.SUCCESSOR_NAMED: (
        Rule("successor_named", OTHERS_DECIDED, DECISIONS, "home:start"),
        Rule("successor_named_told", ADMINISTRATORS, Kind.FELLOWS, HANDOVER),
    ),
    upkeep_events.SUCCESSOR_CLEARED: (
        Rule("successor_cleared_told", ADMINISTRATORS, Kind.FELLOWS, HANDOVER),
    ),
    upkeep_events.HANDOVER_CANCELLED: (
        Rule("handover_cancelled_told", ADMINISTRATORS, Kind.FELLOWS, HANDOVER),
        Rule("handover_cancelled", OTHERS_DECIDED, DECISIONS, "home:start"),
        Rule("successor_released", Audience(who.the_successor, CONCERNED), DECISIONS, "home:start"),
    ),
    upkeep_events.HANDOVER_REMINDED: (
        Rule("handover_reminder", Audience(who.each_administrator, ADMINISTERS), Kind.REMINDERS, HANDOVER),
    ),
    upkeep_events.REVIEW_OPENED: (Rule("review_opened", ADMINISTRATORS, REQUESTS, REVIEW),),
    upkeep_events.REVIEW_REMINDED: (Rule("review_reminder", ADMINISTRATORS, Kind.REMINDERS, REVIEW),),
    upkeep_events.REVIEW_OVERDUE: (
        Rule("review_overdue", Audience(who.the_named, CONCERNED), DECISIONS, MINE),
        Rule("review_overdue_told", ADMINISTRATORS, REQUESTS, REVIEW),
    ),
    upkeep_events.REVIEW_SIGNED: (Rule("review_signed_told", ADMINISTRATORS, Kind.FELLOWS, REVIEW),),
    upkeep_events.REVIEW_CONCLUDED: (Rule("review_concluded_told", ADMINISTRATORS, Kind.FELLOWS, REVIEW),),
    upkeep_events.REVIEW_LAPSED: (Rule("review_lapsed_told", ADMINISTRATORS, REQUESTS, REVIEW),),
    upkeep_events.UNUSED_ANNOUNCED: (
        Rule("unused_announced", Audience(who.the_named, CONCERNED), DECISIONS, MINE),
        Rule("unused_announced_told", ADMINISTRATORS, REQUESTS, HEALTH),
    ),
    upkeep_events.MEMBER_REMINDED: (Rule("absence_reminder", PERSON, Kind.NEEDED, "home:start"),),
    upkeep_events.ADMINISTRATOR_REMINDED: (
        Rule("administrator_reminder", PERSON, Kind.NEEDED, "home:start"),
    ),
    upkeep_events.ADMINISTRATOR_WRITTEN_TO: (
        Rule("representative_written", PERSON, SECURITY, "upkeep:health body"),
    ),
    upkeep_events.CLOSURE_REQUESTED: (Rule("closure_requested", MEMBERS, SECURITY, "closure"),),
    upkeep_events.CLOSURE_CONFIRMED: (Rule("closure_confirmed", MEMBERS, SECURITY, "closure"),),
    upkeep_events.CLOSURE_CANCELLED: (Rule("closure_cancelled", MEMBERS, SECURITY, "closure"),),
}
TICKET, DESK_TICKET = "helpdesk:ticket ticket", "helpdesk:desk_ticket ticket"
_HELP: dict[str, tuple[Rule, ...]] = {
    helpdesk_events.TICKET_OPENED: (Rule("ticket_opened", OPERATORS, Kind.DESK, DESK_TICKET),),
    helpdesk_events.TICKET_REPLIED: (Rule("ticket_replied", OPERATORS, Kind.DESK, DESK_TICKET),),
    helpdesk_events.TICKET_REOPENED: (Rule("ticket_reopened", OPERATORS, Kind.DESK, DESK_TICKET),),
    helpdesk_events.TICKET_ASKED: (Rule("ticket_asked", AUTHOR, Kind.HELP, TICKET),),
    helpdesk_events.TICKET_ANSWERED: (Rule("ticket_answered", AUTHOR, Kind.HELP, TICKET),),
    helpdesk_events.TICKET_CLOSED: (Rule("ticket_closed", AUTHOR, Kind.HELP, TICKET),),
}
RULES: dict[str, tuple[Rule, ...]] = {**_ACCESS, **_RIGHTS, **_ACCOUNTS, **_UPKEEP, **_HELP}

SILENT = frozenset(
    {
        access_events.BODY_REGISTERED,  # the new administrator is told of his appointment
        access_events.BODY_CLOSED,  # each member is told by the end of his own membership
        access_events.PROFILE_SAVED,  # gives nobody a right; the rights given from it are told
        access_events.PROFILE_RETIRED,  # the same
        access_events.PROOF_SENT,  # the mail with the code has just left
        access_events.PROOF_PASSED,  # the appointment it opens is told
        access_events.LETTER_QUEUED,  # the verb that asks for the letter is told
        access_events.LETTER_PRINTED,  # told once it is posted
        access_events.REGISTER_IGNORED,  # the journal of the body shows it
        access_events.RECOVERY_CHECKED,  # a step of the desk; the opening is told
        accounts_events.PERSON_REGISTERED,  # the person is at the page
        accounts_events.PERSON_CLOSED,  # the page said so, and the address is erased
        accounts_events.NAME_WITHDRAWN,  # the person's own act, on a request that gave nothing
        accounts_events.EMAIL_ASKED,  # both mailboxes have a link at once
        accounts_events.EMAIL_AGREED,  # a step; the change is told
        accounts_events.EMAIL_PROVED,  # a step; the change is told
        accounts_events.EMAIL_WITHDRAWN,  # the person's own act
        accounts_events.PROFILE_CONFIRMED,  # the person's own act
        accounts_events.DOUBT_CLEARED,  # the journal of the person shows it
        declarations_events.DRAFT_FROZEN,  # a step of the signer's own act
        declarations_events.FILING_FILED,  # the receipt is on the page of the one who files
        declarations_events.DOSSIER_DOWNLOADED,  # shown in the journal of the body
        upkeep_events.REVIEW_SCHEDULED,  # the opening of the review is told, on its day
        helpdesk_events.TICKET_ASSIGNED,  # an arrangement of the desk
    }
)


def rules_for(event: str) -> tuple[Rule, ...]:
    """The rules of an event; none for a silent one. KeyError for an event this room was never told about."""
    return () if event in SILENT else RULES[event]


def rule_of(event: str, template: str) -> Rule:
    """The rule by which an event is told with this template; KeyError where there is none any more."""
    return next(rule for rule in rules_for(event) if rule.template == template)


def all_rules() -> dict[str, Rule]:
    """One rule of each template, for tests and for the pages that name them."""
    return {rule.template: rule for rules in RULES.values() for rule in rules}
