"""What the journal's page says of the entries of candidacies and appointments."""

from typing import Any

from paraphe.access import events
from paraphe.access.web.candidacy_weighing import APPOINTED
from paraphe.access.web.history import Lookup, Teller
from paraphe.access.wording import listed

PATHS = {"cooptation": "par l’accord d’un administrateur", "key": "par une clé envoyée par courrier"}


def _what(body: dict[str, Any], lookup: Lookup) -> str:
    """The establishments of a scope, in words."""
    scope = body.get("scope")
    return "tout l’organisme" if scope is None else listed([lookup.place(siret) for siret in scope])


def tell_asked(body: dict[str, Any], lookup: Lookup) -> str:
    """A candidacy, or its change of path."""
    words = f"{lookup.name(body['person'])}, pour {_what(body, lookup)}, {PATHS[body['path']]}."
    return f"{words} Lettre à {lookup.place(body['siret'])}." if body.get("siret") else words


def tell_appointed(body: dict[str, Any], lookup: Lookup) -> str:
    """Who administers what from now on, by which way; who left in the same act."""
    words = f"{lookup.name(body['person'])}, pour {_what(body, lookup)}, {APPOINTED[body['by']]}."
    left = body.get("replaces")
    return f"{words} À la place de quelqu’un qui part : {left['reason']}." if left else words


def tell_reminded(body: dict[str, Any], lookup: Lookup) -> str:
    """A reminder, and on which day of the candidacy."""
    return f"{lookup.name(body['person'])}, {body['day']} jours après."


def tell_failed(body: dict[str, Any], lookup: Lookup) -> str:
    """A wrong code or key, and what is left of it."""
    left = body["left"]
    words = f"Essais restants : {left}." if left else "Le secret est détruit."
    return f"{lookup.name(body['person'])}. {words}"


TELLERS: dict[str, Teller] = {
    events.ADMINISTRATOR_APPOINTED: tell_appointed,
    events.CANDIDACY_PROPOSED: tell_asked,
    events.CANDIDACY_SWITCHED: tell_asked,
    events.CANDIDACY_REMINDED: tell_reminded,
    events.PROOF_FAILED: tell_failed,
}
