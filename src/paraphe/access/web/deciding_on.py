"""Whom a page decides on: the administrator or the declarant of the address, and whether the reader may."""

from django.http import HttpRequest

from paraphe.access import selectors
from paraphe.access.errors import UnknownPerson
from paraphe.access.models import Membership
from paraphe.access.services.guard import require
from paraphe.access.vocabulary import Action
from paraphe.access.web.pages import body_of
from paraphe.web.http import portal


def administrator_of(request: HttpRequest, person_ref: str) -> Membership:
    """The administrator of the address; UnknownPerson for anybody else."""
    membership = _member_of(request, person_ref)
    if not membership.is_administrator:
        raise UnknownPerson("access.person_unknown")
    return membership


def declarant_of(request: HttpRequest, person_ref: str) -> Membership:
    """The declarant of the address; UnknownPerson for anybody else."""
    membership = _member_of(request, person_ref)
    if membership.is_administrator:
        raise UnknownPerson("access.person_unknown")
    return membership


def _member_of(request: HttpRequest, person_ref: str) -> Membership:
    membership = selectors.person_of(body_of(request), person_ref).membership
    if membership is None or membership.closed_at:
        raise UnknownPerson("access.person_unknown")
    return membership


def require_decider(request: HttpRequest, row: Membership) -> None:
    """Refuse before anything is asked what the verb would refuse after it; everybody decides on his own leaving."""
    actor = portal(request).user
    if row.person_id != actor.pk:
        sirets = None if row.scope is None else list(row.scope)
        require(Action.ADMINISTRATOR_REMOVE, row.organisation, actor=actor, sirets=sirets)
