"""Two administrators answer the register at once: one answer, one entry, no right twice."""

from collections.abc import Callable

import pytest

from paraphe.access import events
from paraphe.access.models import Habilitation, Subscription
from paraphe.access.services import establishments as verbs
from paraphe.access.testing import make_body, with_key
from paraphe.access.tests.test_races import at_once, check_chain
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.registry.errors import RegisterEventSettled
from paraphe.registry.selectors import RegisterEvent, register_event
from paraphe.registry.testing import open_place
from tests.fixtures.database import LiveDatabase


@pytest.mark.parametrize("other", ["copy", "ignore"])
def test_answer_register_at_once_gives_one_answer(live_database: LiveDatabase, other: str) -> None:
    body = make_body()
    fellow = body.add_administrator()
    body.grant(body.add_declarant())
    event = open_place(with_key(f"{body.organisation.siren}0002"))

    def copy(actor: Person) -> Callable[[], object]:
        mine = register_event(body.organisation, event.ref)
        assert mine.establishment is not None
        foreseen = verbs.foresee_copy(mine.establishment, like=body.places[0], actor=actor)
        give_step_up(actor, verbs.act_of_welcome(foreseen))
        return lambda: verbs.welcome_establishment(mine, like=body.places[0], actor=actor)

    def ignore(actor: Person) -> Callable[[], object]:
        mine = register_event(body.organisation, event.ref)
        return lambda: verbs.ignore_register_event(mine, actor=actor)

    second = copy(fellow) if other == "copy" else ignore(fellow)
    results = at_once(copy(body.administrator), second)
    assert sum(isinstance(result, RegisterEventSettled) for result in results) == 1
    event.refresh_from_db()
    welcomed = event.settlement == RegisterEvent.Settlement.WELCOMED
    assert event.establishment is not None
    assert Habilitation.objects.filter(siret=int(event.establishment.siret)).count() == int(welcomed)
    assert Subscription.objects.filter(establishment=event.establishment).count() == int(welcomed)
    answers = [events.ESTABLISHMENT_WELCOMED, events.REGISTER_IGNORED]
    rows = journal.entries_of(journal.Chain.Kind.BODY, body.organisation.siren, events=answers)
    assert len(rows) == 1
    check_chain(body.organisation.siren)
