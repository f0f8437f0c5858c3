"""Contesting with the code of a letter: anybody who opens the seat's post can, without an account."""

from django.db import transaction

from paraphe.access.errors import CodeRefused
from paraphe.access.models import Contest, Letter
from paraphe.access.registrations import contestable_of, letter_by_code_reference
from paraphe.access.secrets_of_arrival import TRIES, hash_secret, same_secret
from paraphe.access.services.contests import open_contest
from paraphe.access.services.letters import chain_for, concerned_by
from paraphe.kernel.errors import WrongState


def contest_by_letter(reference: str, *, code: str, reason: str) -> Contest:
    """Freeze what the letter is about, at once; the code is used up.

    CodeRefused for a wrong code and for a letter that is unknown, burnt or used, all told alike. WrongState where there
    is nothing to contest any more.
    """
    found = _contest(reference, code, reason=reason)
    if found is None:
        raise CodeRefused("access.contest_code_refused")
    return found


def check_letter_code(reference: str, *, code: str) -> Letter:
    """The letter, if the code is right; same refusals, same counting, nothing frozen."""
    found = _weigh(reference, code)
    if found is None:
        raise CodeRefused("access.contest_code_refused")
    if contestable_of(found) is None:
        raise WrongState("access.contest_late")
    return found


@transaction.atomic
def _contest(reference: str, code: str, *, reason: str) -> Contest | None:
    known = letter_by_code_reference(reference)
    chain = chain_for(known.organisation, concerned_by(known)) if known else None
    letter = _weigh(reference, code)
    if letter is None or chain is None:
        return None
    subject = contestable_of(letter)
    if subject is None:
        raise WrongState("access.contest_late")
    Letter.objects.filter(pk=letter.pk).update(secret_hash="")
    return open_contest(subject, reason=reason, chain=chain, actor=None)


@transaction.atomic
def _weigh(reference: str, code: str) -> Letter | None:
    """The letter whose code this is; a failure is counted, the fifth burns the code."""
    held = Letter.objects.select_for_update().filter(ref=reference).first()
    if held is None:
        hash_secret(reference, code)  # as long as for a letter that is
        return None
    if held.tries < TRIES and same_secret(held.ref, code, held.secret_hash):
        return letter_by_code_reference(reference)
    Letter.objects.filter(pk=held.pk, tries__lt=TRIES).update(tries=held.tries + 1)
    return None
