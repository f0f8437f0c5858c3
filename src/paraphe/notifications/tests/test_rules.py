"""Who is told what, entry by entry: every rule, every mail in both forms, no word missing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import engines
from django.test import Client

from paraphe.access import events as access
from paraphe.accounts.testing import login
from paraphe.notifications import services
from paraphe.notifications.audiences import candidacy_followers
from paraphe.notifications.models import Delivery, Notice
from paraphe.notifications.rules import RULES, all_rules
from paraphe.notifications.tests.cases import BY_VERBS, CASES
from paraphe.notifications.tests.making import Told, about, row_of
from paraphe.notifications.tests.scene import Scene, include, make_scene
from paraphe.notifications.vocabulary import MAILBOX, Kind


class Missing(str):
    """What stands for a variable a template names and nobody gave: rendering it fails."""

    def __mod__(self, name: object) -> str:
        raise LookupError(f"no {name} in this template")

    def __contains__(self, text: object) -> bool:
        return True


@pytest.fixture
def strict() -> Iterator[None]:
    """Undefined variables raise."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    kept, engine.string_if_invalid = engine.string_if_invalid, Missing("%s")
    yield
    engine.string_if_invalid = kept


@pytest.fixture
def scene(db: None) -> Scene:
    made = make_scene()
    mail.outbox.clear()
    Notice.objects.all().delete()
    Delivery.objects.all().delete()
    return made


def told_now(scene: Scene) -> Told:
    """By template, the names of those who are shown a notice or owed a mail about the last entries."""
    found: dict[str, set[str]] = {}
    for model in (Notice, Delivery):
        for template, recipient in model.objects.values_list("template", "recipient"):
            found.setdefault(template, set()).add(scene.name_of(recipient))
    return {template: " ".join(sorted(names)) for template, names in found.items()}


@pytest.mark.parametrize("room", ["access", "accounts", "upkeep", "helpdesk"])
def test_record_entry_tells_those_concerned(room: str, scene: Scene, strict: None) -> None:
    """Every case of a room on the same scene, each undone after it."""
    faults = []
    for number, (event, make, expected) in enumerate(CASES):
        if event.split(".")[0] == room:
            point = transaction.savepoint()
            faults += [f"{number} {event}: {fault}" for fault in tell(scene, event, make(scene), expected)]
            transaction.savepoint_rollback(point)
    assert faults == []


def tell(scene: Scene, event: str, body: dict[str, Any], expected: Told) -> Iterator[str]:
    """Record an entry, tell it and send; what is not as expected."""
    mail.outbox.clear()
    scene.record(event, body)
    include()
    services.read_journal()
    if (told := told_now(scene)) != expected:
        yield f"told {told}"
    owed = Delivery.objects.count()
    services.send_due()
    yield from Delivery.objects.exclude(error="").values_list("error", flat=True)
    if len(mail.outbox) != owed:
        yield f"{len(mail.outbox)} mails of {owed}"
    for sent in mail.outbox:
        yield from find_faults(sent)


def find_faults(sent: Any) -> Iterator[str]:
    """What no mail may hold, in either form."""
    assert isinstance(sent, EmailMultiAlternatives)
    text, html = str(sent.body), str(sent.alternatives[0][0])
    for name, part in (("subject", str(sent.subject)), ("text", text), ("html", html)):
        if re.search(r"\{\{|\{%|\bNone\b|&amp;amp;|&#x27;", part):
            yield f"{name}: a mark of a template: {part}"
        said = re.sub(r"<style>.*?</style>", "", part, flags=re.DOTALL)
        yield from (
            f"{name}: a space that breaks: {found}" for found in re.findall(r".{20} [:;?!»]|« .{20}", said)
        )
    if re.search(r"&(amp|lt|gt|quot|#)", f"{sent.subject}{text}"):
        yield f"text: markup: {text}"
    if html.count("<h1>") != 1 or '<html lang="fr">' not in html or "<img" in html or "<b>" in html:
        yield f"html: {html}"
    if "Vous recevez ce message parce qu" not in text or "Vous recevez ce message parce qu" not in html:
        yield "no reason"


def test_list_cases_cover_every_event_and_every_template() -> None:
    assert set(RULES) - {event for event, _, _ in CASES} == BY_VERBS
    covered = {template for _, _, expected in CASES for template in expected}
    assert set(all_rules()) - covered == set()


def test_list_rules_never_let_power_be_taken_silently() -> None:
    """What gives somebody the body, or a way into an account, is always mailed at once."""
    grave = {"administrator_by_key", "administrator_added", "candidacy_by_key", "right_granted_alone"}
    grave |= {"token_opened"}
    grave |= {"recovery_asked", "recovery_opened", "credential_enrolled", "password_changed", "email_changed"}
    assert {all_rules()[name].kind for name in grave} == {Kind.SECURITY}


@pytest.mark.parametrize("path", ["cooptation", "key"])
def test_open_page_of_each_notice_is_never_refused(path: str, scene: Scene) -> None:
    """Whoever is told can open the page she is sent to; one who is not yet a member here is left out."""
    scene.rows["candidacy"].path = path
    scene.rows["candidacy"].save()
    clients = {person.ref: Client() for person in scene.people.values()}
    for person in scene.people.values():
        login(clients[person.ref], person)
    for event, make, _ in CASES:
        scene.record(event, make(scene))
    include()
    services.read_journal()
    shown = Notice.objects.exclude(template="administrator_appointed").exclude(url="")
    pages = set(shown.values_list("recipient", "template", "url"))
    assert len(pages) > 100
    found = [
        (clients[ref].get(url).status_code, template, scene.name_of(ref)) for ref, template, url in pages
    ]
    refused = [one for one in found if one[0] not in (200, 303)]
    assert [one for one in refused if path == "key" or one[1] not in BY_KEY_ONLY] == []


BY_KEY_ONLY = {"candidacy_by_key", "administrator_by_key", "key_asked_again", "proof_burnt_told"}
"""News with the page of contest, which a candidacy by accord does not have."""


def test_list_candidacy_followers_of_a_key_are_all_administrators(scene: Scene) -> None:
    scene.rows["candidacy"].path = "key"
    scene.rows["candidacy"].save()
    body = about("portal", "ursule", candidacy=row_of("candidacy"))(scene)
    told = {scene.name_of(one.person) for one in candidacy_followers(body)}
    assert told == {"claire", "lucie", "samuel"}


def test_send_mailbox_code_again_voids_the_former_one(scene: Scene) -> None:
    """A second mail carries another code; each is known by its hash only, and no notice shows one."""
    make = about("ursule", "ursule", proof=row_of("code"), kind=MAILBOX)
    scene.record(access.PROOF_REQUESTED, make(scene))
    codes = []
    for _ in range(2):
        include()
        services.deliver_pending()
        codes += re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", str(mail.outbox[-1].body))
        Delivery.objects.update(outcome="")
    assert len(set(codes)) == 2
    assert {address for sent in mail.outbox for address in sent.to} == {"mairie@valbrune.example"}
    assert Notice.objects.count() == 0
