"""Faults of structure and of syntax, one row each."""

from typing import Any

from paraphe.declarations.dsn.generate.blocks import Rubrics
from paraphe.declarations.dsn.generate.edits import (
    chain,
    change,
    drop,
    move_last,
    put_after,
    put_before,
    remove,
    repeat,
    repeat_rubric,
    rewrite,
)

_COMPONENT: Rubrics = [("001", "10.00"), ("003", "X"), ("004", "2026M10")]
_BONUS: Rubrics = [("001", "026"), ("002", "10.00"), ("006", "C1234")]
_PLACE: Rubrics = [("001", "ANNEXE"), ("010", "01")]


def _row(name: str, text: str, block: str, edit: Any, *expects: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "block": block, "edit": edit, "expects": expects, **more}


STRUCTURE_ROWS = (
    _row(
        "ligne-illisible",
        "une ligne sans apostrophe finale",
        "S21.G00.40",
        rewrite("S21.G00.40.005,'NE0310'", "S21.G00.40.005,'NE0310"),
        "ligne/CST-01",
    ),
    _row("ligne-vide", "une ligne vide", "S21.G00.50", put_before(("", [("", "\r\n")])), "ligne/CST-01"),
    _row(
        "rubrique-inconnue",
        "une rubrique qui n’existe pas",
        "S21.G00.40",
        rewrite("S21.G00.40.005", "S21.G00.40.999"),
        "S21.G00.40.999/CST-02",
    ),
    _row(
        "rubrique-manquante", "le nom de famille manque", "S21.G00.30", drop("002"), "S21.G00.30.002/CST-03"
    ),
    _row(
        "premiere-rubrique-manquante",
        "une rémunération sans sa date de début",
        "S21.G00.51",
        drop("001"),
        "S21.G00.51.001/CST-03",
        nth=2,
    ),
    _row(
        "rubrique-interdite",
        "une rubrique interdite dans une mensuelle",
        "S21.G00.11",
        change("024", "01"),
        "S21.G00.11.024/CST-04",
    ),
    _row(
        "rubrique-interdite-arret",
        "le code emploi dans un arrêt de travail",
        "S21.G00.40",
        change("006", "Adjoint"),
        "S21.G00.40.006/CST-04",
        nature="04",
    ),
    _row(
        "rubrique-en-double",
        "le prénom écrit deux fois",
        "S21.G00.30",
        repeat_rubric("004"),
        "S21.G00.30.004/CST-05",
    ),
    _row(
        "rubrique-mal-ordonnee",
        "le prénom après les autres rubriques",
        "S21.G00.30",
        move_last("004"),
        "S21.G00.30.004/CST-05",
    ),
    _row(
        "bloc-mal-place",
        "une prime après l’ancienneté",
        "S21.G00.86",
        put_after(("S21.G00.52", _BONUS)),
        "S21.G00.52/CST-06",
        nth=2,
    ),
    _row(
        "bloc-apres-la-fin",
        "un lieu de travail après le total",
        "S90.G00.90",
        put_after(("S21.G00.85", _PLACE)),
        "S90.G00.90.001/CST-11",
        "S21.G00.85/CST-06",
    ),
    _row(
        "bloc-orphelin",
        "un composant sans versement",
        "S21.G00.82",
        put_after(("S21.G00.55", _COMPONENT)),
        "S21.G00.55/CST-07",
    ),
    _row("etablissement-manquant", "le bloc établissement manque", "S21.G00.11", remove, "S21.G00.11/CST-08"),
    _row("contrat-manquant", "une personne sans contrat", "S21.G00.71", remove, "S21.G00.71/CST-08"),
    _row("contact-manquant", "un arrêt sans contact", "S20.G00.07", remove, "S20.G00.07/CST-08", nature="04"),
    _row("emetteur-sans-contact", "l’émetteur n’a pas de contact", "S10.G00.02", remove, "S10.G00.02/CST-08"),
    _row("total-manquant", "le fichier finit sans total", "S90.G00.90", remove, "S90.G00.90/CST-08"),
    _row(
        "bloc-en-trop",
        "deux blocs entreprise",
        "S21.G00.06",
        repeat,
        "S21.G00.11/CST-08",
        "S21.G00.06/CST-09",
    ),
    _row(
        "contacts-en-trop",
        "trois contacts dans un arrêt",
        "S20.G00.07",
        chain(
            repeat,
            put_after(
                (
                    "S20.G00.07",
                    [("001", "LÉA DURAND"), ("002", "0555000003"), ("003", "a@b.example"), ("004", "02")],
                )
            ),
        ),
        "S20.G00.07/CST-09",
        "S20.G00.07/CST-09",
        nature="04",
        employees=1,
    ),
    _row(
        "bloc-interdit",
        "une ancienneté dans un arrêt",
        "S21.G00.60",
        put_after(("S21.G00.86", [("001", "02"), ("002", "01"), ("003", "24"), ("005", "C1234")])),
        "S21.G00.86/CST-10",
        nature="04",
        employees=1,
    ),
    _row(
        "total-rubriques-faux",
        "le nombre de rubriques est faux",
        "S90.G00.90",
        change("001", "12"),
        "S90.G00.90.001/CST-11",
    ),
    _row(
        "total-declarations-faux",
        "le nombre de déclarations est faux",
        "S90.G00.90",
        change("002", "3"),
        "S90.G00.90.002/CST-11",
    ),
    _row(
        "deux-declarations-machine",
        "deux déclarations dans un dépôt par machine",
        "S10.G00.02",
        lambda block: [block],
        "S20.G00.05.001/CST-11",
        nature="04",
        employees=2,
        channel="machine",
    ),
    _row(
        "fichier-non-reconnu",
        "le fichier ne commence pas par S10",
        "S10.G00.00",
        put_before(("", [("", "Bonjour\r\n")])),
        "S10.G00.00/CST-12",
    ),
    _row(
        "forme-fausse",
        "un montant sans décimales",
        "S21.G00.50",
        change("002", "1200"),
        "S21.G00.50.002/CSL-00",
    ),
    _row(
        "identite-fausse",
        "un chiffre dans un nom",
        "S21.G00.30",
        change("002", "DURAND 2"),
        "S21.G00.30.002/CSL-00",
    ),
    _row(
        "adresse-fausse",
        "deux espaces dans une adresse",
        "S21.G00.11",
        change("003", "1 RUE  HAUTE"),
        "S21.G00.11.003/CSL-00",
    ),
    _row(
        "adresse-electronique-fausse",
        "une adresse électronique sans point",
        "S20.G00.07",
        change("003", "rh@commune"),
        "S20.G00.07.003/CSL-00",
    ),
    _row(
        "longueur-fausse",
        "un NIR de douze caractères",
        "S21.G00.30",
        change("001", "185057800608"),
        "S21.G00.30.001/CSL-01",
    ),
    _row(
        "nir-impossible",
        "un NIR de mois 13",
        "S21.G00.30",
        change("001", "1851378006084"),
        "S21.G00.30.001/CSL-00",
    ),
    _row(
        "code-hors-liste",
        "une nature de contrat hors liste",
        "S21.G00.40",
        change("007", "49"),
        "S21.G00.40.007/CSL-02",
    ),
    _row(
        "version-inconnue",
        "une version de norme inconnue",
        "S10.G00.00",
        change("006", "P19V01"),
        "S10.G00.00.006/CSL-02",
    ),
    _row("date-impossible", "un 31 avril", "S21.G00.50", change("001", "31042026"), "S21.G00.50.001/CSL-03"),
    _row("valeur-vide", "une valeur vide", "S21.G00.30", change("002", ""), "S21.G00.30.002/CSL-04"),
    _row(
        "valeur-blanche",
        "une valeur faite d’espaces",
        "S21.G00.30",
        change("002", "   "),
        "S21.G00.30.002/CSL-04",
    ),
    _row(
        "espace-au-bord",
        "un espace en fin de valeur",
        "S21.G00.40",
        change("006", "Adjoint "),
        "S21.G00.40.006/CSL-05",
    ),
    _row(
        "caractere-interdit",
        "une tabulation dans une valeur",
        "S21.G00.40",
        change("006", "Adjoint\tchef"),
        "S21.G00.40.006/CSL-06",
    ),
    _row(
        "caractere-windows",
        "un caractère propre à Windows",
        "S21.G00.40",
        change("006", "Adjoint\x92chef"),
        "S21.G00.40.006/CSL-06",
    ),
    _row(
        "ligne-trop-longue",
        "une ligne de 300 caractères",
        "S21.G00.40",
        change("006", "A" * 284),
        "S21.G00.40.006/CSL-07",
    ),
    _row(
        "siret-payeur-faux",
        "la clé du SIRET payeur est fausse",
        "S21.G00.20",
        change("012", "21870850000012"),
        "S21.G00.20.012/CSL-10",
    ),
)
