"""Where a piece of news leads: the address, on this portal, of the page about it. Never a secret link."""

from collections.abc import Callable

from django.urls import reverse

from paraphe.access import candidacies, registrations
from paraphe.access import selectors as access
from paraphe.access.selectors import AuthorityProof
from paraphe.accounts import selectors as accounts
from paraphe.notifications.audiences import Body, letter_named, proof_named
from paraphe.registry import selectors as registry

HOME = "home:start"


def find_path(link: str, *, body: Body, person: str) -> str:
    """The address of a rule's link: a word of `SPECIAL`, or a URL name and the words of the body it takes.

    `body` among the words is the reference of the organisation. Empty for no link. LookupError where a word is missing.
    """
    if not link:
        return ""
    if link in SPECIAL:
        return SPECIAL[link](body, person)
    name, *words = link.split()
    return reverse(name, args=[_value(word, body) for word in words])


def _value(word: str, body: Body) -> str:
    if word == "body":
        return registry.organisation_by_siren(body["siren"]).ref
    return str(body[word])


def _about_proof(proof: AuthorityProof | None) -> str:
    """The page of what a proof is for, for whoever gives it."""
    if proof is None or proof.recovery:
        return reverse("accounts_home")
    if proof.candidacy is not None:
        return reverse("access:candidacy", args=[proof.candidacy.ref])
    if proof.contest is not None:
        return reverse("access:contest", args=[proof.contest.ref])
    return reverse("access:application", args=[proof.application.ref]) if proof.application else reverse(HOME)


def _proof(body: Body, person: str) -> str:
    return _about_proof(proof_named(body["proof"]))


def _letter(body: Body, person: str) -> str:
    letter = letter_named(body["letter"])
    return _about_proof(letter.proof if letter else None)


def _contest(body: Body, person: str) -> str:
    """Where an administrator contests a candidacy or a newcomer by key; the list of administrators without one."""
    proof = proof_named(body["proof"]) if "proof" in body and "candidacy" not in body else None
    ref = body.get("candidacy") or (proof.candidacy.ref if proof and proof.candidacy else "")
    place = _value("body", body)
    if not ref:
        return reverse("access:administrators", args=[place])
    return reverse("access:contest_candidacy", args=[place, ref])


def _candidacy(body: Body, person: str) -> str:
    """The candidacy, for an administrator whose scope contains what is asked; the list for the others."""
    row, place = candidacies.candidacy_named(body["candidacy"]), _value("body", body)
    if row is None or all(found.person.ref != person for found in candidacies.deciders_of(row)):
        return reverse("access:administrators", args=[place])
    return reverse("access:decide_candidacy", args=[place, row.ref])


def _suspension(body: Body, person: str) -> str:
    """The contest that suspends, for the one suspended; else the entrance."""
    organisation, held = registry.organisation_by_siren(body["siren"]), accounts.person_by_ref(body["person"])
    row = access.membership_of(organisation, held.pk) if held else None
    contest = registrations.open_contest_against(row) if row else None
    return reverse("access:contest", args=[contest.ref]) if contest else reverse(HOME)


def _closure(body: Body, person: str) -> str:
    """The page of the closing for administrators; the entrance for the others."""
    organisation, held = registry.organisation_by_siren(body["siren"]), accounts.person_by_ref(person)
    row = access.membership_of(organisation, held.pk) if held else None
    if row is None or not row.is_administrator:
        return reverse(HOME)
    return reverse("upkeep:closure", args=[organisation.ref])


SPECIAL: dict[str, Callable[[Body, str], str]] = {
    "proof": _proof,
    "letter": _letter,
    "candidacy": _candidacy,
    "contest": _contest,
    "suspension": _suspension,
    "closure": _closure,
}
