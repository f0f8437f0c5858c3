"""Writing the journal: chains, entries, and their commitment."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from paraphe.journal.models import Access, Chain, Entry, EntryBody
from paraphe.journal.models import Link as LinkRow
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref, Siren
from paraphe_proof import jcs
from paraphe_proof.events import SHAPES
from paraphe_proof.leaf import NO_PREVIOUS, Link, build_leaf, commit_body, identify_chain, leaf_hash


def chain_of_body(siren: Siren | str) -> Chain:
    """The chain of a body, made at its first use."""
    return _chain(Chain.Kind.BODY, str(Siren(siren)))


def chain_of_person(ref: Ref | str) -> Chain:
    """The chain of a person, made at its first use."""
    return _chain(Chain.Kind.PERSON, str(Ref(ref)))


def _chain(kind: Chain.Kind, subject: str) -> Chain:
    found = Chain.objects.filter(kind=kind, subject=subject).first()
    if found is not None:
        return found
    secret = secrets.token_bytes(32)
    public = identify_chain(secret, f"{kind.value}:{subject}")
    fresh = Chain(kind=kind, subject=subject, secret=secret, public=public)
    Chain.objects.bulk_create([fresh], ignore_conflicts=True)
    return Chain.objects.get(kind=kind, subject=subject)


def lock_chains(*chains: Chain) -> None:
    """Hold the chains until the transaction ends: two verbs on one body follow each other.

    Always bodies before persons, then by identifier, so that no two verbs wait for each other.
    """
    with connection.cursor() as cursor:
        for chain in sorted(chains, key=_lock_order):
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(chain.public[:15], 16)])


def _lock_order(chain: Chain) -> tuple[str, str]:
    return chain.kind, chain.public


def record(
    *, event: str, chains: Sequence[Chain], body: dict[str, Any] | list[Any], at: datetime | None = None
) -> Entry:
    """Write one entry on one or two chains, inside the verb's transaction.

    `body` is JSON without floats, in the shape the verifier knows for the event (FormatError otherwise); its canonical
    bytes and a fresh salt give the commitment in the leaf. The instant is taken after the chains are held, so that it
    never precedes the entry before it. Source: evidence.md rulings 2 to 4.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record is called inside the verb's transaction")
    if not 1 <= len(chains) <= 2:
        raise ValueError("an entry lies on one or two chains")
    # An entry that no verifier could read would stop every later signature of the body.
    if event in SHAPES:
        SHAPES[event](body, event)
    lock_chains(*chains)
    at = at or clock.now()
    content, salt = jcs.encode(body), secrets.token_bytes(32)
    places = [(chain, *_next_place(chain)) for chain in chains]
    leaf = build_leaf(
        event,
        links=[Link(chain.public, seq, prev) for chain, seq, prev in places],
        commitment=commit_body(salt, content),
        at=at,
    )
    entry = Entry.objects.create(event=event, at=at, leaf=leaf, leaf_hash=leaf_hash(leaf))
    LinkRow.objects.bulk_create(
        LinkRow(entry=entry, chain=chain, seq=seq, prev=prev) for chain, seq, prev in places
    )
    EntryBody.objects.create(entry=entry, body=content, salt=salt)
    return entry


def _next_place(chain: Chain) -> tuple[int, str]:
    last = LinkRow.objects.filter(chain=chain).order_by("-seq").values_list("seq", "entry__leaf_hash").first()
    return (last[0] + 1, last[1]) if last else (1, NO_PREVIOUS)


def record_access(*, person: str, body: str, page: str, about: str = "") -> None:
    """Write that a person read a page with personal data, on the connection outside the request's transaction."""
    Access.objects.using("outside").create(at=clock.now(), person=person, body=body, page=page, about=about)
