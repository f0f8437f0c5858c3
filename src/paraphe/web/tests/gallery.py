"""Every part of the theme with its states, as values for the gallery page of the tests."""

from typing import Any

from paraphe.web.components import Act, ButtonKind, Check, Crumb, Entry, Fact, Line, Link, Mark, Step, Tab
from paraphe.web.pagination import PageLink, Pages

CRUMBS = [Crumb("Personnes", "/"), Crumb("Odile Farge")]
STEPS = [Step("Déposer", "done"), Step("Contrôler", "done"), Step("Signer", "current"), Step("Suivre")]
TABS = [Tab("Droits", "/", 18, is_current=True), Tab("Histoire", "/cookies")]
ENTRIES = [
    Entry(
        "Aujourd’hui",
        "Yanis Delorme demande à signer",
        at="8 h 12",
        url="/",
        note="Pour la mairie.",
        acts=[Act("Examiner", "/", "line", "la demande")],
    ),
    Entry(
        "25 nov. 2026",
        "Dépôt reçu",
        at="10 h 06",
        note="Mairie (siège).",
        mark=Mark("proof", "Signée et scellée"),
        state="now",
    ),
    Entry("31 déc. 2026", "Un droit finit", state="later"),
    Entry("20 nov. 2026", "Échéance passée", state="late"),
]
LINKS = [
    Link("Commune inscrite", "8 janvier 2025. Registre nº 1 204."),
    Link("Claire Maubert, administratrice", "3 février 2025."),
    Link("Odile Farge, droit de signer", "14 janvier 2026.", signature="Odile Farge"),
]
BROKEN = [Link("Commune inscrite"), Link("Droit retiré à Odile Farge", "Retiré à 9 h 58.", is_broken=True)]
CHECKS = [
    Check("Compte actif", "Second facteur enregistré."),
    Check("Droit insuffisant", "Il faut « Signer ».", "bad", mark=Mark("bad", "Bloque", icon="")),
    Check("Mandat bientôt fini", "Le 31 décembre 2026.", "warn"),
    Check("Horodatage externe attendu", kind="off"),
    Check("Voir les droits", kind="link", url="/"),
]
FACTS = [
    Fact("À qui", "Yanis Delorme", "assistant", change_url="/"),
    Fact("À quel niveau", "", "il pouvait préparer", change_url="/cookies", level="sign"),
    Fact("Empreinte", "b41f6d2083c911ae5f079c3ed8a240b6e9157c240fd368aa2b90c7e15d48f36b", is_hash=True),
]
LINES = [
    Line(12, "S21.G00.30.001,'2780599999999'", "bad"),
    Line(13, "S21.G00.30.002,'MARTIN'"),
    Line(14, "S21.G00.30.004,''", "warn"),
]
KINDS: tuple[ButtonKind, ...] = ("solid", "line", "quiet", "sign", "grave", "grave-line")
PAGES = Pages(
    [],
    130,
    (PageLink(1, "/?page=1"), PageLink(2, ""), PageLink(0, ""), PageLink(9, "/?page=9")),
    "/?page=1",
    "/?page=3",
)


def everything() -> dict[str, Any]:
    """The context of the gallery."""
    return {
        "crumbs": CRUMBS, "steps": STEPS, "tabs": TABS, "entries": ENTRIES, "links": LINKS, "broken": BROKEN,
        "checks": CHECKS, "facts": FACTS, "lines": LINES, "pages": PAGES,
        "acts": [Act("Agir", "/", kind, kind) for kind in KINDS],
        "tones": ["ok", "warn", "bad", "info", "proof", "off"],
    }  # fmt: skip
