"""What is signed, and what was signed, as the pages show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paraphe.access import selectors as access
from paraphe.accounts.selectors import Person
from paraphe.accounts.vocabulary import METHODS
from paraphe.declarations import selectors, services
from paraphe.declarations.models import Draft, Filing
from paraphe.declarations.web import authority, bodies, checked, listed, steps
from paraphe.kernel import clock
from paraphe.signatures import selectors as signatures
from paraphe.signatures import services as sealing
from paraphe.signatures.selectors import Ceremony
from paraphe.web.components import Link
from paraphe.web.templatetags.formats import moment, number
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Verdict
from paraphe_proof.verify import verify_container

ROLES = {"declarant": "déclarant", "administrator": "administrateur"}


def ceremony_shown(draft: Draft, ceremony: Ceremony, person: Person) -> dict[str, Any]:
    """The words and the document offered, in which quality, by which right, and until when."""
    names = bodies.place_names(draft.organisation)
    entries = signatures.basis_entries(ceremony.basis)
    last = Link("Votre signature", "Dans un instant. Elle prendra le numéro suivant du registre.")
    return {
        "ceremony": ceremony,
        "intent": ceremony.prepared["intent"]["text"],
        "declaration": ceremony.prepared["declaration"],
        "signer": ceremony.prepared["signer"],
        "role": ROLES[ceremony.prepared["signer"]["role"]],
        "totals": checked.totals_of(draft.items),
        "items": checked.items_shown(draft.items, names),
        "places": listed.places_of(draft.sirets, names),
        "right": authority.right_used(entries, draft.service),
        "links": authority.links_of(entries, last),
        "steps": steps.steps_at("Signer"),
        "person": person,
    }


@dataclass(frozen=True)
class Verified:
    """A verdict really given on the receipt just now by this portal, with the instant it was given."""

    verdict: Verdict
    at: datetime


def verify_filing(filing: Filing) -> Verified:
    """Run the offline verifier on the récépissé and the kept file, with this portal's own trust."""
    at = clock.now()
    trust = read_trust(sealing.trust_document())
    receipt = services.take_receipt(filing)
    return Verified(verify_container(receipt, trust, content=selectors.content_of(filing.draft), at=at), at)


def receipt_shown(filing: Filing) -> dict[str, Any]:
    """Everything a receipt says: who, for whom, by which right, what, when, and its place in the register."""
    draft, statement = filing.draft, signatures.statement_of(filing.signature)
    entries = signatures.basis_entries(statement["authority"]["basis"])
    inclusion = signatures.inclusion_of(filing.signature)
    assert inclusion is not None
    signer = statement["signer"]
    last = Link("Cette signature", signature_note(filing, inclusion.index), signature=signer["display_name"])
    names = bodies.place_names(filing.organisation)
    return {
        "statement": statement,
        "signer": signer,
        "role": ROLES[signer["role"]],
        "method": METHODS[statement["auth"]["method"]],
        "inclusion": inclusion,
        "checkpoint": signatures.checkpoint_of(inclusion),
        "right": authority.right_used(entries, draft.service),
        "links": authority.links_of(entries, last),
        "places": listed.places_of(draft.sirets, names),
        "items": checked.items_shown(draft.items, names),
        "totals": checked.totals_of(draft.items),
        "steps": steps.steps_at("Suivre"),
        "later": later_facts([entry.ref for entry in entries if entry.kind == "habilitation"]),
        "operator": sealing.trust_document()["operator"]["name"],
    }


def signature_note(filing: Filing, index: int) -> str:
    """When the signature was made, and its number in the register."""
    return f"{moment(filing.signature.signed_at)}. Registre nº\u00a0{number(index)}."


def later_facts(refs: list[str]) -> list[str]:
    """What became of the rights used, since: information, which changes nothing to a signature already made."""
    rows = access.rights_named(refs).values()
    closed = sorted({row.closed_at for row in rows if row.closed_at is not None})
    ended = sorted({row.valid_to for row in rows if row.closed_at is None and row.valid_to <= clock.now()})
    return [
        *(f"Un droit utilisé a été retiré le {moment(at)}." for at in closed),
        *(f"Un droit utilisé est arrivé à sa fin le {moment(at)}." for at in ended),
    ]
