"""What belongs to another body looks exactly like what does not exist."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.changes import Change, Wanted, pack_change
from paraphe.access.models import PendingChange
from paraphe.access.requests import RequestPlan
from paraphe.access.selectors import AccessRequest, ApiToken, Profile, RightsAct
from paraphe.access.testing import Body, make_body, with_key
from paraphe.access.tests.candidates import propose
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tokens import act_of_token
from paraphe.access.vocabulary import Level
from paraphe.access.web.urls import urlpatterns
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.registry.testing import open_place

VARIES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|<span class="ref">[^<]+</span>', re.ASCII
)


def seen(client: Client, name: str, *args: object) -> tuple[int, str]:
    """Status and text of a page, without what changes at each answer."""
    answer = client.get(reverse(f"access:{name}", args=args))
    return answer.status_code, VARIES.sub("", answer.content.decode())


def furnish(body: Body) -> dict[str, str]:
    """References of one object of each kind in the body."""
    declarant = body.add_declarant()
    (right,) = body.grant(declarant)
    invitation = body.invite(email="yanis.delorme@exemple.fr", given_name="Yanis", family_name="Delorme")
    place = open_place(with_key(f"{body.organisation.siren}0077"))
    return {
        "candidacy_ref": propose(body, make_person(given_name="Ida")[0]).ref,
        "event_ref": place.ref,
        "person_ref": declarant.ref,
        "right_ref": right.ref,
        "invitation_ref": invitation.ref,
        "entry": str(right.granted_entry),
        "act_ref": last_act_of(body).ref,
        "token_ref": open_token(body).ref,
        "file_ref": send_file(body),
        "profile_ref": save_profile(body).ref,
        "proposal_ref": propose_right(body, declarant).ref,
        "request_ref": ask_right(body, declarant).ref,
        "establishment_ref": body.places[0].ref,
        "code": "aucun",
    }


def ask_right(body: Body, person: Person) -> AccessRequest:
    """A right the declarant asks for, sent."""
    plan = RequestPlan(body.places[0].siret, body.service("dpae"), Level.CONSULT, "Remplacement")
    draft = services.save_request_draft(body.organisation, plan=plan, actor=person)
    return services.send_request(draft, actor=person)


def send_file(body: Body) -> str:
    """A file of rights that the administrator sent."""
    content = "Adresse électronique;SIRET;Service;Niveau\r\n;tous;dsn;signer\r\n".encode()
    organisation, boss = body.organisation, body.administrator
    file = services.receive_file(
        organisation, content=content, filename="droits.csv", complete=False, actor=boss
    )
    return file.ref


def save_profile(body: Body) -> Profile:
    """A profile of the body's own."""
    content = [{"service": "dsn", "level": "sign"}]
    return services.save_profile(body.organisation, name="Régie", content=content, actor=body.administrator)


def propose_right(body: Body, person: Person) -> PendingChange:
    """A change that waits for a second administrator, as its row alone."""
    until = clock.now() + timedelta(days=9)
    change = Change("grant", grants=[Wanted(person, None, body.service("dsn"), Level.SIGN, until)])
    return PendingChange.objects.create(
        organisation=body.organisation,
        content=pack_change(change),
        proposed_by=body.administrator,
        proposed_at=clock.now(),
        expires_at=until,
    )


def open_token(body: Body) -> ApiToken:
    """A token of the administrator."""
    boss, membership = body.administrator, body.membership(body.administrator)
    give_step_up(boss, act_of_token(membership, name="Paie", abilities=["read"], lasts_days=7))
    return services.open_token(membership, name="Paie", abilities=["read"], lasts_days=7, actor=boss)[0]


def last_act_of(body: Body) -> RightsAct:
    """The last act on rights of the administrator."""
    act = selectors.undoable_act(body.organisation, actor=body.administrator.pk)
    assert act is not None
    return act


def _is_read(view: Any) -> bool:
    """Whether the page answers GET."""
    return bool(view.guard.accepts("GET"))


def routes() -> list[tuple[str, list[str]]]:
    """Every page of rights under a body that can be read, with the arguments it takes after the body."""
    found = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        names = re.findall(r"<\w+:(\w+)>", route)
        if names and names[0] == "body_ref" and _is_read(pattern.callback):
            found.append((str(pattern.name), names[1:]))
    return found


@pytest.mark.parametrize(("name", "names"), routes())
def test_open_page_of_another_body_answers_as_absence(
    name: str, names: list[str], body: Body, logged_in: LogIn
) -> None:
    other = make_body(name="Commune de Vaubrun")
    client, objects = logged_in(body.administrator), furnish(other)
    given = [objects[one] for one in names]
    absent = ["999999" if one == "entry" else Ref.new() for one in names]
    theirs = seen(client, name, other.organisation.ref, *given)
    assert theirs[0] == 404
    assert theirs == seen(client, name, Ref.new(), *absent)


@pytest.mark.parametrize(("name", "names"), [(name, names) for name, names in routes() if names])
def test_open_object_of_another_body_under_mine_answers_as_absence(
    name: str, names: list[str], body: Body, logged_in: LogIn
) -> None:
    client, objects = logged_in(body.administrator), furnish(make_body(name="Commune de Vaubrun"))
    absent = ["999999" if one == "entry" else Ref.new() for one in names]
    theirs = seen(client, name, body.organisation.ref, *[objects[one] for one in names])
    assert theirs[0] == 404
    assert theirs == seen(client, name, body.organisation.ref, *absent)


def test_open_body_after_leaving_it_answers_as_absence(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(declarant)
    assert seen(client, "mine", body.organisation.ref)[0] == 200
    services.end_membership(body.membership(declarant), reason="Départ", actor=body.administrator)
    assert seen(client, "mine", body.organisation.ref) == seen(client, "mine", Ref.new())


@pytest.mark.parametrize(("name", "names"), routes())
def test_open_page_without_account_leads_to_log_in(name: str, names: list[str], body: Body) -> None:
    objects = furnish(body)
    address = reverse(f"access:{name}", args=[body.organisation.ref, *[objects[one] for one in names]])
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["close", "end_membership", "withdraw"])
def test_act_on_another_body_by_post_answers_as_absence(name: str, body: Body, logged_in: LogIn) -> None:
    other = make_body(name="Commune de Vaubrun")
    objects = furnish(other)
    last = {"close": "right_ref", "end_membership": "person_ref", "withdraw": "invitation_ref"}[name]
    client = logged_in(body.administrator)
    for ref in (other.organisation.ref, body.organisation.ref):
        address = reverse(f"access:{name}", args=[ref, objects[last]])
        assert client.post(address, {"reason": "Intrusion"}).status_code == 404
