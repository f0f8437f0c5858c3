"""Two administrators at once: one body, one order of acts, one decision."""

import threading
from collections.abc import Callable
from itertools import pairwise

from django.db import connections

from paraphe.access import selectors, services
from paraphe.access.acts import act_of_grant
from paraphe.access.errors import RightOverlaps
from paraphe.access.models import Habilitation
from paraphe.access.testing import make_body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.models import Chain, Link
from paraphe.kernel.errors import PortalError, WrongState
from tests.fixtures.database import LiveDatabase


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads released together; what each returned or the error of the house it raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()  # type: ignore[call-overload]
        except PortalError as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(results)


def check_chain(siren: str) -> None:
    """The chain has no hole and no fork, and its instants never go back."""
    links = list(Link.objects.filter(chain__subject=siren).order_by("seq").select_related("entry"))
    assert [link.seq for link in links] == list(range(1, len(links) + 1))
    assert all(later.prev == link.entry.leaf_hash for link, later in pairwise(links))
    assert all(link.entry.at <= later.entry.at for link, later in pairwise(links))


def test_grant_same_right_at_once_gives_one(live_database: LiveDatabase) -> None:
    body = make_body()
    fellow, declarant = body.add_administrator(), body.add_declarant()
    grant = body.plan(declarant)

    def give(actor: Person) -> Callable[[], object]:
        give_step_up(actor, act_of_grant(body.organisation, grant))
        return lambda: services.grant_habilitations(body.organisation, grant=grant, actor=actor)

    results = at_once(give(body.administrator), give(fellow))
    assert sum(isinstance(result, RightOverlaps) for result in results) == 1
    assert Habilitation.objects.count() == 1
    check_chain(body.organisation.siren)


def test_close_same_right_at_once_closes_once(live_database: LiveDatabase) -> None:
    body = make_body()
    fellow, rights = body.add_administrator(), body.grant(body.add_declarant())

    def close(actor: Person) -> Callable[[], object]:
        return lambda: services.close_habilitations(
            body.organisation, habilitations=rights, reason="Départ", actor=actor
        )

    results = at_once(close(body.administrator), close(fellow))
    assert sum(isinstance(result, WrongState) for result in results) == 1
    entries = journal.entries_of(
        Chain.Kind.BODY, body.organisation.siren, events=["access.habilitation.closed"]
    )
    assert entries.count() == 1
    check_chain(body.organisation.siren)


def test_close_and_grant_at_once_leave_one_right_or_none(live_database: LiveDatabase) -> None:
    body = make_body()
    fellow, declarant = body.add_administrator(), body.add_declarant()
    rights, grant = body.grant(declarant), body.plan(declarant)
    give_step_up(fellow, act_of_grant(body.organisation, grant))
    results = at_once(
        lambda: body.close(*rights),
        lambda: services.grant_habilitations(body.organisation, grant=grant, actor=fellow),
    )
    running = selectors.running_rights(body.organisation)
    assert len(running) == (0 if isinstance(results[1], RightOverlaps) else 1)
    assert rights[0] not in running
    check_chain(body.organisation.siren)


def test_remove_person_while_granting_leaves_no_right(live_database: LiveDatabase) -> None:
    body = make_body()
    fellow, declarant = body.add_administrator(), body.add_declarant()
    membership, grant = body.membership(declarant), body.plan(declarant)
    give_step_up(fellow, act_of_grant(body.organisation, grant))
    at_once(
        lambda: services.end_membership(membership, reason="Départ", actor=body.administrator),
        lambda: services.grant_habilitations(body.organisation, grant=grant, actor=fellow),
    )
    assert not selectors.running_rights(body.organisation)
    check_chain(body.organisation.siren)
