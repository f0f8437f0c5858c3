"""What it would take for a no to become a yes: the shortest list of acts, each with who does it and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from paraphe.access import requests, selectors
from paraphe.access.policy import Decision, GateResult
from paraphe.access.vocabulary import LEVEL_NEEDED
from paraphe.access.web.forms import CHOSEN, LEVEL_WORDS
from paraphe.access.wording import listed
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check

PLAIN = {
    "registration": (
        "Prouver que l’organisme est bien celui qu’il dit",
        "L’exploitant du portail vérifie la preuve.",
    ),
    "person_active": ("Ouvrir un nouveau compte", "L’ancien est fermé : il ne rouvre pas."),
    "email_verified": (
        "Confirmer son adresse électronique",
        "La personne le fait elle-même, par le lien reçu.",
    ),
    "second_factor": ("Enregistrer un second facteur", "La personne le fait elle-même, dans son compte."),
    "establishment_open": (
        "Rien, tant que l’établissement est fermé",
        "Le répertoire Sirene le dit fermé, ou ne le connaît pas dans cet organisme.",
    ),
    "service_offered": (
        "Rien : ce service n’est pas proposé à l’organisme",
        "Il ne l’est pas à sa branche de la fonction publique.",
    ),
}
"""Gates lifted by nothing that an administrator could do here: the act, and by whom."""
ORDER = (
    "registration",
    "establishment_open",
    "service_offered",
    "membership",
    "suspension",
    "subscription",
    "habilitation",
    "person_active",
    "email_verified",
    "second_factor",
    "factor_settled",
)


@dataclass(frozen=True)
class _Case:
    decision: Decision
    person: Person
    organisation: Organisation
    own: bool
    administers: bool

    def link(self, name: str, *args: str, query: str = "") -> str:
        """The page of the act, for a reader who administers; empty where there is none."""
        if not self.administers:
            return ""
        try:
            return reverse(name, args=[self.organisation.ref, *args]) + query
        except NoReverseMatch:
            return ""


def acts_needed(
    decision: Decision, *, person: Person, organisation: Organisation, reader: Person
) -> list[Check]:
    """One line an act, in the order they can be done; rights given together are one act, so are services opened."""
    own = selectors.membership_of(organisation, reader.pk)
    case = _Case(
        decision, person, organisation, person.pk == reader.pk, own is not None and own.is_administrator
    )
    failed: dict[str, list[GateResult]] = {}
    for gate in decision.failed:
        failed.setdefault(gate.code, []).append(gate)
    codes = sorted(failed, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))
    return [_ACTS.get(code, _plain)(case, failed[code]) for code in codes]


def _plain(case: _Case, gates: Sequence[GateResult]) -> Check:
    title, note = PLAIN.get(gates[0].code, ("Lever ce qui bloque", ""))
    return Check(title, note, "off")


def _line(title: str, note: str, url: str) -> Check:
    return Check(title, note, "link" if url else "off", url)


def _join(case: _Case, gates: Sequence[GateResult]) -> Check:
    title = f"Ajouter {case.person.full_name} à l’organisme"
    return _line(title, "Puis la personne accepte l’invitation.", case.link("access:add_people"))


def _resume(case: _Case, gates: Sequence[GateResult]) -> Check:
    url = case.link("access:reactivate_person", case.person.ref)
    return _line(f"Rétablir l’accès : {case.person.full_name}", "Un administrateur lève la suspension.", url)


def _settle(case: _Case, gates: Sequence[GateResult]) -> Check:
    title = "Confirmer le nouveau second facteur, ou attendre vingt-quatre heures"
    return _line(
        title,
        "Un autre administrateur peut le confirmer.",
        case.link("access:person_factor", case.person.ref),
    )


def _open(case: _Case, gates: Sequence[GateResult]) -> Check:
    names = registry.service_names()
    what = listed([names.get(gate.service or "", gate.service or "") for gate in gates])
    many = "les services" if len(gates) > 1 else "le service"
    title = f"Ouvrir {many} {what} pour cet établissement"
    return _line(title, "Un administrateur le fait.", case.link("access:services"))


def _give(case: _Case, gates: Sequence[GateResult]) -> Check:
    """The right asked, and those it requires: one act; asked of the administrators by whoever cannot give."""
    question, names = case.decision.question, registry.service_names()
    main = any(gate.service == question.service for gate in gates)
    level = LEVEL_NEEDED[question.action]
    parts = [f"{LEVEL_WORDS[level.code].lower()} : {names.get(question.service or '', '')}"] if main else []
    others = [names.get(g.service or "", "") for g in gates if g.service != question.service]
    parts += [f"consulter : {name}" for name in others]
    title = f"{'Demander' if case.own else 'Donner'} le droit de {listed(parts)}"
    if case.own:
        url = reverse("access:ask_right", args=[case.organisation.ref]) + requests.asking_query(case.decision)
        return Check(title, "Un administrateur le donne.", "link", url)
    place = case.organisation.establishments.filter(siret=question.siret).first()
    told = {
        "personne": case.person.ref,
        "ou": CHOSEN,
        "etablissement": place.ref if place else "",
        "service": question.service or "",
        "niveau": level.code,
    }
    return _line(title, "Un administrateur le donne.", case.link("access:grant", query=f"?{urlencode(told)}"))


_ACTS = {
    "membership": _join,
    "suspension": _resume,
    "factor_settled": _settle,
    "subscription": _open,
    "habilitation": _give,
}
