"""Filing: freeze, offer, sign, seal, record, include. Two transactions, and no lock across the browser.

What a crash leaves, step by step:
- before the commit of `freeze_draft`: a checked draft, nothing recorded;
- after it: a frozen draft and a ceremony that dies in five minutes; freezing again offers a new one;
- before the commit of `file_declaration`: nothing signed is kept, the frozen draft stays;
- after it: the filing is recorded, not yet included; the next request, the worker or the start-up includes it;
- after inclusion: the receipt, the same bytes for ever.
Source: evidence.md rulings 1 and 2, declarations.md.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from paraphe.access import selectors as access
from paraphe.access.selectors import Decision
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.declarations import events, rights, vault
from paraphe.declarations.errors import AlreadyFiled, BasisChanged, ContentLost, NotSignable
from paraphe.declarations.models import Draft, FiledKey, Filing
from paraphe.declarations.services.deposit import content_name
from paraphe.declarations.texts import intent_of
from paraphe.journal import selectors as journal_reads
from paraphe.journal import sequencer
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.signatures import services as signatures
from paraphe.signatures.selectors import Ceremony, Signature
from paraphe_proof import jcs

MEDIA_TYPE = "text/plain"
STATED = ("nature", "type", "month", "siret", "order")
"""What the statement says of each declaration of the file."""


def freeze_draft(draft: Draft, *, actor: Person) -> Ceremony:
    """Freeze the draft, record the intent, and offer it to the person for signature, five minutes.

    FileRefused names each establishment where the right to sign is missing; NotSignable for anomalies, a test, or a
    draft filed already; AlreadyFiled for a duplicate.
    """
    ceremony = _open(draft, actor)
    sequencer.include_pending()
    return ceremony


@transaction.atomic
def _open(draft: Draft, actor: Person) -> Ceremony:
    organisation = draft.organisation
    body, person = _hold(organisation, actor)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_signable:
        raise NotSignable("declarations.not_signable")
    _refuse_duplicates(draft)
    decisions = _decide(draft, actor)
    draft.state, draft.frozen_at = Draft.State.FROZEN, clock.now()
    draft.save(update_fields=["state", "frozen_at"])
    journal.record(
        event=events.DRAFT_FROZEN,
        chains=[body],
        at=draft.frozen_at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "draft": draft.ref,
            "sha256": draft.sha256,
            "size": draft.size,
        },
    )
    return signatures.open_ceremony(
        _offer(draft, organisation, actor, decisions, (body, person)), person=actor
    )


def _hold(organisation: Organisation, actor: Person) -> tuple[Chain, Chain]:
    chains = journal.chain_of_body(organisation.siren), journal.chain_of_person(actor.ref)
    journal.lock_chains(*chains)
    return chains


def _decide(draft: Draft, actor: Person) -> list[Decision]:
    places = rights.places_to_sign(draft, person=actor.pk)
    rights.require_all(places)
    return [place.decision for place in places]


def _offer(
    draft: Draft,
    organisation: Organisation,
    actor: Person,
    decisions: Sequence[Decision],
    chains: tuple[Chain, Chain],
) -> signatures.Offer:
    authority = access.authority_behind(organisation, decisions)
    return signatures.Offer(
        subject=subject_of(draft),
        intent=intent_of(draft, organisation),
        declaration={
            "kind": draft.service,
            "name": draft.name,
            "media_type": MEDIA_TYPE,
            "sha256": draft.sha256,
            "size": draft.size,
            "test": draft.is_test,
            "items": [{key: item[key] for key in STATED} for item in draft.items],
            "replaces": None,
        },
        signer={
            "person": actor.ref,
            "display_name": actor.full_name,
            "role": access.role_of(organisation, actor.pk),
            "on_behalf_of": [{"siren": organisation.siren, "name": organisation.name}],
        },
        granted_by=[{"person": one.ref, "display_name": one.full_name} for one in authority.granted_by],
        basis=_basis(authority, chains[1], actor),
        chains=chains,
    )


def _basis(authority: access.Authority, person: Chain, actor: Person) -> list[dict[str, str]]:
    leaves = journal_reads.leaf_hashes(basis.entry for basis in authority.basis)
    rows = [{"kind": b.kind, "ref": b.ref, "leaf": leaves[b.entry]} for b in authority.basis]
    known = {"kind": "person", "ref": actor.ref, "leaf": journal_reads.first_of(person).leaf_hash}
    return [*rows, known]


def subject_of(draft: Draft) -> str:
    """How a draft is named to the ceremony."""
    return f"declarations.draft:{draft.ref}"


def act_of_filing(ceremony: Ceremony) -> str:
    """The act a step-up proves: completing this very ceremony on these very bytes."""
    return f"{events.FILING_FILED}:{ceremony.ref}:{ceremony.content_sha256}"


def file_declaration(draft: Draft, *, ceremony: str, actor: Person) -> Filing:
    """Sign and deposit: decide again now, sign, seal, record, commit; then have the log include it.

    Needs the person's step-up for this very ceremony. FileRefused or BasisChanged where a right is no longer what it
    was; CeremonyUsed where it was completed already (the filing exists).
    """
    filing = _complete(draft, ceremony, actor)
    signatures.include_signature(filing.signature)
    return filing


@transaction.atomic
def _complete(draft: Draft, ceremony_ref: str, actor: Person) -> Filing:
    organisation = draft.organisation
    chains = _hold(organisation, actor)
    ceremony = signatures.take_ceremony(ceremony_ref, person=actor)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_signable or ceremony.subject != subject_of(draft):
        raise NotSignable("declarations.not_signable")
    _refuse_duplicates(draft)
    step_up = accounts.consume_step_up(actor, act_of_filing(ceremony))
    decisions = _decide(draft, actor)
    if _basis(access.authority_behind(organisation, decisions), chains[1], actor) != ceremony.basis:
        raise BasisChanged("declarations.basis_changed")
    signed = signatures.sign_ceremony(ceremony, content=content_of(draft), chains=chains, step_up=step_up)
    entry = journal.record(event=events.FILING_FILED, chains=chains, body=jcs.decode(signed.body))
    signature = signatures.keep_signature(ceremony, signed=signed, entry=entry)
    accounts.apply_name_lock(person=actor, at=signed.signed_at)
    return _insert(draft, organisation, signature, actor)


def content_of(draft: Draft) -> bytes:
    """The kept bytes of a draft; ContentLost where they are not those that were received."""
    content = vault.read(content_name(draft.ref))
    if hashlib.sha256(content).hexdigest() != draft.sha256:
        raise ContentLost("declarations.content_lost")
    return content


def _insert(draft: Draft, organisation: Organisation, signature: Signature, actor: Person) -> Filing:
    draft.state = Draft.State.FILED
    draft.save(update_fields=["state"])
    filing = Filing.objects.create(
        draft=draft,
        organisation=organisation,
        person=actor,
        signature=signature,
        filed_at=clock.now(),
        filed_entry=signature.entry,
    )
    try:
        with transaction.atomic():
            FiledKey.objects.bulk_create(FiledKey(filing=filing, key=key) for key in keys_of(draft.items))
    except IntegrityError:
        raise AlreadyFiled("declarations.already_filed") from None
    return filing


def keys_of(items: Sequence[dict[str, Any]]) -> list[str]:
    """The norm's keys of first deposits: (SIRET, month, fraction) monthly, (SIRET, nature, order) for an event."""
    first = [item for item in items if item["type"] in ("01", "02")]
    return [
        f"{item['siret']}/{item['nature']}/"
        + (f"{item['month']}/{item['fraction']}" if item["nature"] == "01" else item["order"])
        for item in first
    ]


def _refuse_duplicates(draft: Draft) -> None:
    keys = keys_of(draft.items)
    if len(set(keys)) != len(keys) or FiledKey.objects.filter(key__in=keys).exists():
        raise AlreadyFiled("declarations.already_filed")


def take_receipt(filing: Filing) -> bytes:
    """The récépissé of a filing, included first where it is not yet: the evidence without the declaration's bytes."""
    return signatures.receipt_of(filing.signature)


def act_of_dossier(filing: Filing) -> str:
    """The act a step-up proves before the whole evidence is handed over."""
    return f"{events.DOSSIER_DOWNLOADED}:{filing.ref}"


def take_dossier(filing: Filing, *, actor: Person) -> bytes:
    """The whole evidence with the declaration's bytes; needs a step-up, and is recorded."""
    _record_download(filing, actor)
    return signatures.dossier_of(filing.signature, content=content_of(filing.draft))


@transaction.atomic
def _record_download(filing: Filing, actor: Person) -> None:
    organisation = filing.organisation
    _decide_consult(filing.draft, organisation, actor)
    accounts.consume_step_up(actor, act_of_dossier(filing))
    journal.record(
        event=events.DOSSIER_DOWNLOADED,
        chains=[journal.chain_of_body(organisation.siren)],
        body={"v": 1, "actor": actor.ref, "siren": organisation.siren, "filing": filing.ref},
    )


def _decide_consult(draft: Draft, organisation: Organisation, actor: Person) -> None:
    rights.require_all(
        rights.weigh(
            organisation,
            draft.items,
            person=actor.pk,
            action=Action.DECLARATION_CONSULT,
            service=draft.service,
        )
    )
