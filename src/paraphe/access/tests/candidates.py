"""Candidates, keys and answers for the tests of candidacies: everything by the verbs, or by the pages."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from paraphe.access import candidacies
from paraphe.access.candidacy_acts import (
    COOPTATION,
    KEY,
    CandidacyPlan,
    act_of_accord,
    act_of_candidacy,
    act_of_contest,
    act_of_key,
    act_of_path,
)
from paraphe.access.models import Candidacy, Contest, Membership
from paraphe.access.services.candidacies import propose_candidacy, switch_path
from paraphe.access.services.candidacy_decisions import contest_candidacy, give_accord
from paraphe.access.services.candidacy_keys import redeem_key
from paraphe.access.services.letters import mark_posted, mark_returned, print_letter
from paraphe.access.testing import Body, make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.selectors import Chain, Entry, body_of, entries_of
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Establishment

WRONG = "AAAA-BBBB-CCCC"


def make_candidate(given_name: str = "Ève", family_name: str = "Neuve") -> Person:
    """Somebody with an account and a second factor, of no body."""
    return make_person(given_name=given_name, family_name=family_name)[0]


def give_addresses(body: Body) -> None:
    """Every establishment of the body has an address a letter can be posted to."""
    for place in body.places:
        place.street, place.postcode, place.city = "1 place du Tilleul", "99120", "Valbrune"
        place.save(update_fields=["street", "postcode", "city"])


def plan_of(
    body: Body, *, path: str = COOPTATION, scope: list[str] | None = None, to: Establishment | None = None
) -> CandidacyPlan:
    """A plan not yet proposed; a key goes to the head office unless said otherwise."""
    letter_to = (to or body.places[0]) if path == KEY else None
    return CandidacyPlan(scope, path, "Je remplace Odile.", letter_to)


def propose(body: Body, person: Person, plan: CandidacyPlan | None = None) -> Candidacy:
    """A candidacy, with the proof of presence it needs."""
    plan = plan or plan_of(body)
    give_step_up(person, act_of_candidacy(body.organisation, plan))
    return propose_candidacy(body.organisation, plan=plan, actor=person)


def propose_by_key(body: Body, person: Person, to: Establishment | None = None) -> Candidacy:
    """A candidacy by key, in a body with addresses."""
    give_addresses(body)
    return propose(body, person, plan_of(body, path=KEY, to=to))


def take_path(candidacy: Candidacy, plan: CandidacyPlan) -> Candidacy:
    """The other path, with the proof of presence it needs."""
    give_step_up(candidacy.person, act_of_path(candidacy, plan))
    return switch_path(candidacy, plan=plan, actor=candidacy.person)


def agree(candidacy: Candidacy, *, actor: Person) -> Membership | None:
    """An accord, with the proof of presence it needs."""
    candidacy.refresh_from_db()
    give_step_up(actor, act_of_accord(candidacy))
    return give_accord(candidacy, actor=actor)


def post_key(candidacy: Candidacy) -> str:
    """Print and post the letter of the key at the desk; the key."""
    letter = candidacies.letter_of(candidacies.running_key(candidacy))
    assert letter is not None
    operator = make_operator()
    printed = print_letter(letter, batch="B1", actor=operator)
    mark_posted(printed.letter, actor=operator)
    return printed.key


def return_letter(candidacy: Candidacy) -> None:
    """The letter of the key comes back to the desk."""
    letter = candidacies.letter_of(candidacies.running_key(candidacy))
    assert letter is not None
    mark_returned(letter, actor=make_operator())


def redeem(candidacy: Candidacy, typed: str) -> Membership:
    """Type a key, with the proof of presence it needs."""
    give_step_up(candidacy.person, act_of_key(candidacy))
    return redeem_key(candidacy, typed=typed, actor=candidacy.person)


def contest(candidacy: Candidacy, *, actor: Person) -> Contest:
    """Contest a candidacy or its newcomer, with the proof of presence it needs."""
    candidacy.refresh_from_db()
    give_step_up(actor, act_of_contest(candidacy))
    return contest_candidacy(candidacy, reason="Personne ne la connaît", actor=actor)


def entries(body: Body) -> list[Entry]:
    """The entries of the body, oldest first."""
    return list(entries_of(Chain.Kind.BODY, body.organisation.siren).order_by("pk"))


def last_entry(body: Body) -> dict[str, object]:
    """What the last entry of the body says."""
    told: dict[str, object] = body_of(entries(body)[-1])
    return told


def check_refused(body: Body, act: Callable[[], object], *, error: type[PortalError], code: str) -> None:
    """The act is refused for this reason and leaves no entry."""
    before = len(entries(body))
    with pytest.raises(error) as refused:
        act()
    assert (refused.value.code, len(entries(body))) == (code, before)


def text_of(response: object) -> str:
    """The words of a page, spaces made plain."""
    words = re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode()))  # type: ignore[attr-defined]
    return " ".join(words.replace("\u00a0", " ").split())


def own_url(row: Candidacy) -> str:
    """The candidate's page."""
    return f"/candidature/{row.ref}/"


def decide_url(row: Candidacy) -> str:
    """The administrators' page."""
    return f"/organismes/{row.organisation.ref}/candidatures/{row.ref}/"


def type_key(client: Client, row: Candidacy, key: str, person: Person) -> object:
    """Type a key on the page, with a proof of presence already given."""
    give_step_up(person, act_of_key(row))
    return client.post(f"{own_url(row)}cle", {"key": key})
