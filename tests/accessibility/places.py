"""Where each page of the URL table is looked at: by whom, and with which answer.

The objects named in addresses are those of the cast of the permission matrix. An address that is no page is listed
with what it is instead.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One address: who opens it, the status it must give, and what follows its path."""

    who: str
    status: int = 200
    query: str = ""


PUBLIC, NEWCOMER, RETURNING, DECLARANT, ADMINISTRATOR = (
    "public",
    "no_factor",
    "removed",
    "entitled",
    "administrator",
)

PLACES = {
    "web:front": Place(PUBLIC),
    "web:help": Place(PUBLIC, query="?q=supprimer"),
    "web:status": Place(PUBLIC),
    "web:problems": Place(PUBLIC),
    "web:appearance": Place(PUBLIC),
    "web:mentions": Place(PUBLIC),
    "web:privacy": Place(PUBLIC),
    "web:accessibility": Place(PUBLIC),
    "web:accessibility_plan": Place(PUBLIC),
    "web:terms": Place(PUBLIC),
    "web:cookies": Place(PUBLIC),
    "web:sitemap": Place(PUBLIC),
    "web:source": Place(PUBLIC),
    "web:mails": Place(PUBLIC),
    "web:mail": Place(PUBLIC),
    "account_login": Place(PUBLIC),
    "accounts_reset": Place(PUBLIC),
    "accounts_reset_sent": Place(PUBLIC),
    "accounts_reset_password": Place(PUBLIC, status=410),
    "accounts_email_confirm": Place(PUBLIC, status=409),
    "access:invitation_link": Place(PUBLIC),
    "signatures:verify": Place(PUBLIC),
    "accounts_enrolment": Place(NEWCOMER),
    "accounts_totp": Place(NEWCOMER),
    "accounts_passkey": Place(NEWCOMER),
    "account_logout": Place(NEWCOMER),
    "home:choose": Place(RETURNING),
    "accounts_home": Place(DECLARANT),
    "accounts_remove": Place(DECLARANT),
    "accounts_recovery": Place(DECLARANT),
    "accounts_password": Place(DECLARANT),
    "accounts_email": Place(DECLARANT),
    "accounts_sessions": Place(DECLARANT),
    "access:mine": Place(DECLARANT),
    "declarations:list": Place(DECLARANT),
    "declarations:deposit": Place(DECLARANT),
    "declarations:draft": Place(DECLARANT),
    "declarations:sign": Place(DECLARANT),
    "declarations:receipt": Place(DECLARANT),
    "declarations:dossier": Place(DECLARANT),
    "home:body": Place(ADMINISTRATOR),
    "access:people": Place(ADMINISTRATOR),
    "access:invite": Place(ADMINISTRATOR),
    "access:person": Place(ADMINISTRATOR),
    "access:end_membership": Place(ADMINISTRATOR),
    "access:invitation": Place(ADMINISTRATOR),
    "access:withdraw": Place(ADMINISTRATOR),
    "access:matrix": Place(ADMINISTRATOR),
    "access:grant": Place(ADMINISTRATOR),
    "access:granted": Place(ADMINISTRATOR),
    "access:close": Place(ADMINISTRATOR),
    "access:register": Place(ADMINISTRATOR),
    "access:accesses": Place(ADMINISTRATOR),
}

NO_PAGE = {
    "web:security_txt": "a text for researchers",
    "web:healthz": "a word for a supervisor",
    "web:readyz": "JSON for a supervisor",
    "accounts_reset_link": "leads to accounts_reset_password",
    "home:start": "leads to home:body or shows home:choose",
    "home:act": "leads to an act",
    "mfa_authenticate": "opens between the password and the session only: looked at in the log-in, by `public`",
    "declarations:download": "a file",
    "signatures:trust": "a file",
}
