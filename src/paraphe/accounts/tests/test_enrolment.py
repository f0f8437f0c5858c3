"""The second factor: nothing opens without it, adding and removing leave one entry each, the last one stays."""

import json
import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.urls import URLPattern, URLResolver, get_resolver

from paraphe.accounts import events, selectors, services, totp
from paraphe.accounts.errors import CredentialGone, FactorMissing, LastFactor, ProofRefused, StepUpMissing
from paraphe.accounts.models import Credential, Person
from paraphe.accounts.testing import (
    PASSWORD,
    SoftPasskey,
    give_step_up,
    login,
    make_newcomer,
    make_person,
    next_code,
    totp_code,
)
from paraphe.accounts.web import urls

from .conftest import Visitor, enrol_passkey, is_logged_in, told_of

LOG_IN = "/compte/connexion/"
ENROLMENT = "/compte/second-facteur/"
TOTP = "/compte/second-facteur/application/"
RECOVERY = "/compte/codes-de-secours/"
SAMPLES = {"ref": "a" * 20, "key": "cle", "token": "jeton", "session_id": 1}


def _address(pattern: URLPattern) -> str:
    from django.urls import reverse

    wanted = pattern.pattern.converters
    return reverse(pattern.name, kwargs={name: SAMPLES[name] for name in wanted})


def _come_without_factor(visitor: Visitor) -> Person:
    person = make_newcomer()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    return person


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_open_page_without_factor_answers_only_where_one_gets_it(
    visitor: Visitor, pattern: URLPattern
) -> None:
    _come_without_factor(visitor)
    guard = pattern.callback.guard  # type: ignore[attr-defined]
    answer = visitor.generic(guard.methods[0], _address(pattern))
    if guard.kind in ("public", "enrolment"):
        assert answer.status_code in (200, 302, 409, 410)
        assert answer.get("Location") != ENROLMENT
    else:
        assert (answer.status_code, answer["Location"]) == (302, ENROLMENT)


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the portal, with a sample for each of its parts."""
    for pattern in patterns:
        path = prefix + re.sub(r"<(?:(\w+):)?\w+>", _sample, str(pattern.pattern).lstrip("^").rstrip("$"))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield path, pattern


def _sample(part: re.Match[str]) -> str:
    return "1" if part[1] == "int" else "a" * 20


def test_open_any_page_of_the_portal_without_factor_leads_to_enrolment(visitor: Visitor) -> None:
    _come_without_factor(visitor)
    closed = 0
    for path, pattern in _walk(get_resolver().url_patterns):
        guard = pattern.callback.guard  # type: ignore[attr-defined]
        if guard.kind in ("public", "enrolment", "token"):  # a session opens nothing of the API
            continue
        answer = visitor.generic(guard.methods[0], path)
        assert (answer.status_code, answer["Location"]) == (302, ENROLMENT), path
        closed += 1
    assert closed > 10


def test_list_addresses_serves_no_view_of_allauth() -> None:
    views = [pattern.callback for pattern in urls.urlpatterns]
    assert views
    assert all(view.__module__.startswith("paraphe.accounts.web.views.") for view in views)
    assert all(hasattr(view, "guard") for view in views)
    mounted = [pattern for pattern in get_resolver().url_patterns if "allauth" in repr(pattern)]
    assert mounted == []


def test_enrol_totp_by_the_pages_opens_account(visitor: Visitor) -> None:
    person = _come_without_factor(visitor)
    page = visitor.get(TOTP).content.decode()
    secret = page.split('<p class="hash"><code>')[1].split("</code>")[0].replace(" ", "")
    assert "data:image/svg+xml;base64," in page
    answer = visitor.post(TOTP, {"code": totp_code(secret)})
    assert answer["Location"] == RECOVERY
    assert visitor.get("/compte/").status_code == 200
    assert [told.event for told in told_of(person)] == [events.PERSON_REGISTERED, events.CREDENTIAL_ENROLLED]


def test_enrol_totp_with_a_wrong_code_keeps_the_secret(visitor: Visitor) -> None:
    _come_without_factor(visitor)
    before = visitor.get(TOTP).content.decode().split('<p class="hash"><code>')[1][:39]
    answer = visitor.post(TOTP, {"code": "000000"})
    assert answer.status_code == 422
    assert before in answer.content.decode()


def test_enrol_totp_spends_its_first_code(visitor: Visitor) -> None:
    person, secret = make_newcomer(), totp.new_secret()
    code = totp_code(secret)
    services.enrol_totp(person=person, secret=secret, code=code, actor=person)
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    visitor.post("/compte/connexion/second-facteur/", {"code": code})
    assert not is_logged_in(visitor)


def test_enrol_totp_stores_no_secret_in_clear(db: None) -> None:
    person, secret = make_person()
    row = Authenticator.objects.get(user=person)
    assert secret not in json.dumps(row.data)
    assert totp.secret_of(Credential.objects.get(person=person)) == secret


def test_enrol_first_factor_ends_sessions_opened_without(visitor: Visitor) -> None:
    person = _come_without_factor(visitor)
    other = Visitor()
    other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    enrol_passkey(visitor, person)
    assert visitor.get("/compte/").status_code == 200
    assert other.get("/compte/")["Location"].startswith(LOG_IN)


def test_enrol_lands_where_one_was_going(visitor: Visitor) -> None:
    person = _come_without_factor(visitor)
    assert visitor.get("/compte/sessions/?ordre=1")["Location"] == ENROLMENT
    enrol_passkey(visitor, person)
    shown = visitor.post(RECOVERY)
    assert "/compte/sessions/?ordre=1" in shown.content.decode()


def test_open_session_unproved_by_the_factor_sees_nothing(visitor: Visitor) -> None:
    person = _come_without_factor(visitor)
    secret = totp.new_secret()
    services.enrol_totp(person=person, secret=secret, code=totp_code(secret), actor=person)
    epoch = Person.objects.get(pk=person.pk).sessions_epoch
    Person.objects.filter(pk=person.pk).update(sessions_epoch=epoch - 1)  # as if the session had survived
    assert visitor.get("/compte/")["Location"] == ENROLMENT
    assert "Connectez-vous de nouveau" in visitor.get(ENROLMENT).content.decode()
    assert visitor.post(TOTP, {"code": totp_code(secret, steps=1)}).status_code == 422
    assert Credential.objects.filter(person=person).count() == 1


def test_enrol_passkey_records_kind_and_reference(visitor: Visitor) -> None:
    person = make_newcomer()
    enrol_passkey(visitor, person)
    credential = Credential.objects.get(person=person)
    told = told_of(person)[-1]
    assert (told.event, told.entry) == (events.CREDENTIAL_ENROLLED, credential.enrolled_entry)
    assert told.body == {
        "v": 1,
        "actor": person.ref,
        "person": person.ref,
        "credential": credential.ref,
        "kind": "passkey",
    }
    assert credential.label == "Bureau"


def test_enrol_passkey_without_verification_is_refused(visitor: Visitor) -> None:
    person = _come_without_factor(visitor)
    key = SoftPasskey(verified=False)
    answer = key.create(visitor.post(f"{ENROLMENT}cle/defi/").json())
    assert visitor.post(f"{ENROLMENT}cle/", {"label": "x", "answer": answer}).status_code == 422
    assert not selectors.has_second_factor(person)


def test_add_factor_without_step_up_is_refused(db: None) -> None:
    person, _ = make_person()
    secret = totp.new_secret()
    with pytest.raises(StepUpMissing):
        services.enrol_totp(person=person, secret=secret, code=totp_code(secret), actor=person)
    with pytest.raises(StepUpMissing):
        services.enrol_passkey(person=person, answer={}, label="", actor=person)
    assert Credential.objects.filter(person=person).count() == 1


def test_add_passkey_by_the_pages_asks_for_the_application(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    key = SoftPasskey()
    page = visitor.get(f"{ENROLMENT}cle/").content.decode()
    assert 'name="step_up_code"' in page
    answer = key.create(visitor.post(f"{ENROLMENT}cle/defi/").json())
    refused = visitor.post(f"{ENROLMENT}cle/", {"label": "x", "answer": answer, "step_up_code": "000000"})
    assert refused.status_code == 422
    answer = key.create(visitor.post(f"{ENROLMENT}cle/defi/").json())
    done = visitor.post(
        f"{ENROLMENT}cle/", {"label": "x", "answer": answer, "step_up_code": next_code(person)}
    )
    assert done.status_code == 302
    assert {one.kind for one in selectors.active_credentials(person)} == {"totp", "passkey"}


def test_replace_totp_revokes_the_former(db: None) -> None:
    person, _ = make_person()
    former = Credential.objects.get(person=person)
    secret = totp.new_secret()
    give_step_up(person, "accounts.credential.enrolled:totp")
    fresh = services.enrol_totp(person=person, secret=secret, code=totp_code(secret), actor=person)
    former.refresh_from_db()
    assert former.revoked_at is not None
    assert [one.ref for one in selectors.active_credentials(person)] == [fresh.ref]
    assert Authenticator.objects.filter(user=person).count() == 1


def test_revoke_last_factor_is_refused(db: None) -> None:
    person, _ = make_person()
    services.draw_recovery_codes(person=person, actor=person)
    credential = Credential.objects.get(person=person, kind="totp")
    give_step_up(person, f"accounts.credential.revoked:{credential.ref}")
    with pytest.raises(LastFactor):
        services.revoke_credential(person=person, credential_ref=credential.ref, actor=person)


def test_revoke_factor_by_the_pages_closes_other_sessions(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    secret = totp.new_secret()
    give_step_up(person, "accounts.credential.enrolled:totp")
    credential = services.enrol_totp(
        person=person, secret=secret, code=totp_code(secret, steps=-1), actor=person
    )
    other = Visitor()
    login(other, person)
    address = f"{ENROLMENT}{credential.ref}/retirer/"
    assert "Retirer" in visitor.get(address).content.decode()
    assert visitor.post(address).status_code == 422
    act = selectors.step_up_prompt(person, f"accounts.credential.revoked:{credential.ref}").act_hash
    answer = key.get(visitor.post("/compte/preuve/defi/", {"act": act}).json())
    assert visitor.post(address, {"step_up_assertion": answer}).status_code == 302
    assert visitor.get("/compte/").status_code == 200
    assert other.get("/compte/")["Location"].startswith(LOG_IN)
    told = told_of(person)[-1]
    assert (told.event, told.body["credential"], told.body["reason"]) == (
        events.CREDENTIAL_REVOKED,
        credential.ref,
        "removed",
    )


def test_revoke_credential_of_someone_else_is_absence(visitor: Visitor) -> None:
    person, _ = make_person()
    victim, _ = make_person()
    foreign = Credential.objects.get(person=victim)
    login(visitor, person)
    theirs = visitor.get(f"{ENROLMENT}{foreign.ref}/retirer/")
    nobody = visitor.get(f"{ENROLMENT}{'a' * 20}/retirer/")
    assert (theirs.status_code, nobody.status_code) == (404, 404)
    with pytest.raises(CredentialGone):
        services.revoke_credential(person=person, credential_ref=foreign.ref, actor=person)


def test_draw_recovery_codes_shows_them_once_and_keeps_hashes(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    shown = visitor.post(RECOVERY).content.decode()
    codes = shown.split('name="codes" value="')[1].split('"')[0].split()
    assert len(set(codes)) == 10
    stored = json.dumps(Authenticator.objects.get(user=person, type="recovery_codes").data)
    later = visitor.get(RECOVERY).content.decode()
    assert not any(code in stored or code in later for code in codes)
    assert "10 codes sur 10" in later
    file = visitor.post(f"{RECOVERY}fichier/", {"codes": " ".join(codes)})
    assert file["Content-Disposition"].startswith("attachment")
    assert codes[9] in file.content.decode()
    assert file["Cache-Control"] == "no-store"


def test_save_recovery_codes_returns_nothing_but_codes(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    assert visitor.post(f"{RECOVERY}fichier/", {"codes": "<script>alert(1)</script>"}).status_code == 404


def test_draw_recovery_codes_again_needs_a_proof_and_voids_the_former(visitor: Visitor) -> None:
    person, _ = make_person()
    first = services.draw_recovery_codes(person=person, actor=person)
    login(visitor, person)
    assert visitor.post(RECOVERY).status_code == 422
    assert visitor.post(RECOVERY, {"step_up_code": next_code(person)}).status_code == 200
    other = Visitor()
    other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    other.post("/compte/connexion/second-facteur/", {"code": first[0]})
    assert not is_logged_in(other)


def test_draw_recovery_codes_without_factor_is_refused(db: None) -> None:
    person = make_newcomer()
    with pytest.raises(FactorMissing):
        services.draw_recovery_codes(person=person, actor=person)


def test_enrol_totp_with_code_of_another_secret_is_refused(db: None) -> None:
    person = make_newcomer()
    with pytest.raises(ProofRefused):
        services.enrol_totp(
            person=person, secret=totp.new_secret(), code=totp_code(totp.new_secret()), actor=person
        )
    assert Authenticator.objects.count() == 0
