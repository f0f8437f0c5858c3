"""The letters as they are printed: one page each, the address by function, the secrets in large type.

Variable words reach the typesetter as JSON data, never as source. Nothing is written on disk.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.urls import reverse

from paraphe.access.models import BodyApplication, Letter
from paraphe.access.registrations import seat_of
from paraphe.access.secrets_of_arrival import show_secret
from paraphe.access.services.letters import KEY_LASTS, Printed, concerned_by
from paraphe.registry.selectors import Establishment
from paraphe.web.operator import operator
from paraphe.web.templatetags.formats import day

SOURCES = Path(__file__).parent / "letters"
REPRESENTATIVE = "La représentante ou le représentant légal"
ADDRESSEES = {
    Letter.Kind.ACTIVATION_KEY: "La représentante ou le représentant légal",
    Letter.Kind.COURTESY: REPRESENTATIVE,
    Letter.Kind.SLEEPING: REPRESENTATIVE,
}


def write_letters(printed: Sequence[Printed]) -> bytes:
    """The batch as one PDF, a page a letter, in the order given."""
    return _typeset("post.typ", letters=[_tell(one) for one in printed])


def write_designation(application: BodyApplication) -> bytes:
    """The letter of designation to have signed."""
    organisation, person = application.organisation, application.person
    seat = seat_of(organisation)
    content = {
        "name": organisation.name,
        "siren": organisation.siren_spaced,
        "address": _street(seat) if seat else [],
        "person": person.full_name,
        "reference": application.ref,
        "portal": f"{settings.ORIGIN}{reverse('access:application', args=[application.ref])}",
    }
    return _typeset("designation.typ", letter=content)


def _typeset(source: str, **content: Any) -> bytes:
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in content.items()}
    made = typst.compile(
        str(SOURCES / source), root=str(SOURCES), sys_inputs=inputs, ignore_system_fonts=True, pdf_tags=True
    )
    assert isinstance(made, bytes)
    return made


def _street(place: Establishment) -> list[str]:
    lines = [place.street, f"{place.postcode} {place.city}".strip()]
    return [line for line in lines if line]


def _tell(printed: Printed) -> dict[str, Any]:
    """What one letter says."""
    letter = printed.letter
    words = {
        Letter.Kind.ACTIVATION_KEY: _tell_recovery if _is_recovery(letter) else _tell_key,
        Letter.Kind.COURTESY: _tell_courtesy,
        Letter.Kind.SLEEPING: _tell_sleeping,
    }[Letter.Kind(letter.kind)](printed)
    boxes = [_key_box(printed)] if printed.key else []
    boxes += [_code_box(printed)] if printed.contest_code else []
    return {
        "sender": f"{operator().name or 'Paraphe'} – {settings.ORIGIN}",
        "reference": letter.ref,
        "address": [
            ADDRESSEES[Letter.Kind(letter.kind)],
            letter.organisation.name,
            *_street(letter.establishment),
        ],
        "date": f"Le {day(letter.printed_at)}",
        "greeting": "Madame, Monsieur,",
        "boxes": boxes,
        "steps": [],
        "steps_title": "",
        "closing": "Le portail est gratuit. Personne ne vous demandera cette clé ni ce code par téléphone.",
        **words,
    }


def _is_recovery(letter: Letter) -> bool:
    return letter.proof is not None and bool(letter.proof.recovery)


def _name(letter: Letter) -> str:
    concerned = concerned_by(letter)
    return concerned.full_name if concerned else "Une personne"


def _key_box(printed: Printed) -> dict[str, str]:
    printed_at = printed.letter.printed_at
    until = day(printed_at + KEY_LASTS) if printed_at else ""
    note = f"À taper avant le {until}. Elle sert une seule fois ; cinq erreurs la détruisent."
    return {"title": "Clé d’activation", "code": show_secret(printed.key), "note": note}


def _code_box(printed: Printed) -> dict[str, str]:
    note = (
        f"Si cela n’est pas normal : ouvrez {settings.ORIGIN}{reverse('access:contest_by_letter')}, puis tapez la "
        f"référence {printed.letter.ref} et ce code. L’accès est gelé aussitôt, jusqu’à une seconde preuve."
    )
    return {"title": "Code de contestation", "code": show_secret(printed.contest_code), "note": note}


def _tell_key(printed: Printed) -> dict[str, Any]:
    letter = printed.letter
    name, place = _name(letter), letter.establishment
    reach = (
        "l’organisme entier" if place.is_head_office else f"l’établissement {place.siret_spaced} seulement"
    )
    page = "access:application" if letter.application_id else "access:candidacy"
    about = letter.application or letter.candidacy
    address = settings.ORIGIN + (reverse(page, args=[about.ref]) if about else "/")
    return {
        "title": "Une clé pour administrer l’espace de votre organisme",
        "paragraphs": [
            (
                f"{name} demande à administrer l’espace de votre organisme sur Paraphe, le portail des déclarations "
                f"sociales des organismes publics. Cette clé vaut pour {reach}."
            ),
            "Remettez-lui cette lettre si vous êtes d’accord. Sinon, gardez-la : sans la clé, rien ne s’ouvre.",
        ],
        "steps_title": "Ce que fait la personne qui reçoit la clé",
        "steps": [
            f"Elle ouvre {address} et se connecte à son propre compte.",
            "Elle tape la clé, en majuscules ou en minuscules, avec ou sans les tirets.",
            "Elle confirme avec son second facteur.",
        ],
    }


def _tell_recovery(printed: Printed) -> dict[str, Any]:
    name = _name(printed.letter)
    return {
        "title": "Une clé pour remplacer un second facteur perdu",
        "paragraphs": [
            f"{name}, qui administre l’espace de votre organisme, dit avoir perdu son second facteur.",
            "Remettez-lui cette lettre si la demande est bien la sienne. L’exploitant contrôle aussi son identité.",
        ],
        "steps_title": "Ce que fait cette personne",
        "steps": [
            f"Elle ouvre {settings.ORIGIN} et se connecte avec son mot de passe.",
            "Elle choisit « Je n’ai plus mon second facteur ».",
            "Elle tape la clé, avec ou sans les tirets.",
        ],
    }


def _tell_courtesy(printed: Printed) -> dict[str, Any]:
    letter = printed.letter
    name = _name(letter)
    asked = letter.candidacy is not None and letter.candidacy.state in ("pending", "contested")
    done = (
        f"{name} demande à devenir administrateur de l’espace de votre organisme"
        if asked
        else f"{name} administre désormais l’espace de votre organisme"
    )
    return {
        "title": "L’administration de l’espace de votre organisme",
        "paragraphs": [
            f"{done} sur Paraphe, le portail des déclarations sociales des organismes publics.",
            (
                "Administrer, c’est inviter des personnes et leur donner des droits. Déclarer demande en plus "
                "un droit, que chacun peut voir dans le journal de l’organisme."
            ),
            "Si vous l’avez voulu ainsi, vous n’avez rien à faire.",
        ],
    }


def _tell_sleeping(printed: Printed) -> dict[str, Any]:
    letter = printed.letter
    return {
        "title": "Personne ne veille plus sur l’espace de votre organisme",
        "paragraphs": [
            (
                f"{_name(letter)}, qui administre seul l’espace de votre organisme sur Paraphe, ne s’y est pas "
                "connecté depuis longtemps."
            ),
            (
                "S’il a quitté ses fonctions, son successeur peut demander à devenir administrateur : une clé "
                "sera envoyée à cette adresse."
            ),
        ],
        "steps_title": "Pour nommer un successeur",
        "steps": [
            f"Il ouvre son compte sur {settings.ORIGIN}.",
            "Il demande à devenir administrateur, par courrier.",
        ],
    }
