"""What a candidate needs whenever he acts: a body whose space is open, an account that can be relied on."""

from paraphe.access.errors import CandidacyRefused
from paraphe.access.selectors import registration_of
from paraphe.accounts import selectors as people
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


def require_space(organisation: Organisation) -> None:
    """CandidacyRefused where nobody opened the body's space, or it was closed."""
    space = registration_of(organisation)
    if space is None:
        raise CandidacyRefused("access.candidacy_no_space")
    if space.closed_at is not None:
        raise CandidacyRefused("access.candidacy_space_closed")


def require_standing(person: Person) -> None:
    """CandidacyRefused where the address is not verified, or the second factor is of the day after a loss."""
    standing = people.standings([person.pk])[person.pk]
    if not standing.email_verified:
        raise CandidacyRefused("access.candidacy_email")
    if standing.restricted_until is not None and clock.now() < standing.restricted_until:
        raise CandidacyRefused("access.candidacy_factor_fresh")
