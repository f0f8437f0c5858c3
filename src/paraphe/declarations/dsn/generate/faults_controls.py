"""Faults of coherence, one row each: one for every control of the norm implemented."""

from typing import Any

from paraphe.declarations.dsn.generate.edits import (
    chain,
    change,
    drop,
    put_after,
    put_before,
    remove,
    repeat,
)
from paraphe.declarations.dsn.generate.identities import make_siret

_NTT = "12345678901"
_SIRET = make_siret(1, 0)
_same_number = change("020", f"1{_SIRET[:9]}A1")


def _row(code: str, text: str, edit: Any, *others: str, **more: Any) -> dict[str, Any]:
    """A row named by its control; other findings it cannot but cause come after."""
    block = more.pop("block", code[:10])
    return {"id": code, "text": text, "block": block, "edit": edit, "expects": (code, *others), **more}


CONTROL_ROWS = (
    _row(
        "S10.G00.00.008/CCH-11", "envoi annoncé néant alors qu’il contient des personnes", change("008", "02")
    ),
    _row("S10.G00.01.001/CSL-11", "clé du SIREN de l’émetteur", change("001", "200000009")),
    _row("S10.G00.01.002/CCH-11", "clé du NIC de l’émetteur", change("002", "00001")),
    _row("S10.G00.01.005/CCH-12", "adresse française et étrangère de l’émetteur", change("007", "BE")),
    _row("S10.G00.01.006/CCH-11", "localité de l’émetteur absente", drop("006")),
    _row(
        "S20.G00.05.001/CCH-11",
        "amorçage sans personne",
        remove,
        "S20.G00.05.002/CCH-16",
        "S21.G00.40/CST-07",
        nature="08",
        employees=1,
        block="S21.G00.30",
    ),
    _row(
        "S20.G00.05.001/CCH-12",
        "amorçage avec adhésion sans ancienneté",
        remove,
        nature="08",
        employees=1,
        block="S21.G00.86",
    ),
    _row(
        "S20.G00.05.001/CCH-13",
        "adhésion citée par aucune affiliation",
        put_after(("S21.G00.15", [("001", "AUTRE"), ("002", "P0942"), ("005", "2")])),
        nature="08",
        employees=1,
        block="S21.G00.15",
    ),
    _row(
        "S20.G00.05.002/CCH-11",
        "une déclaration et son annulation",
        chain(change("002", "03"), change("006", "{built}1")),
        nth=2,
        nature="04",
    ),
    _row("S20.G00.05.002/CCH-13", "type annule dans une mensuelle", change("002", "04")),
    _row(
        "S20.G00.05.002/CCH-14",
        "type sans individu dans un arrêt",
        change("002", "02"),
        nature="04",
        employees=1,
    ),
    _row(
        "S20.G00.05.002/CCH-15",
        "annule et remplace un amorçage",
        chain(change("002", "03"), change("006", "031020261")),
        nature="08",
        employees=1,
    ),
    _row(
        "S20.G00.05.002/CCH-16",
        "mensuelle normale sans personne",
        change("002", "01"),
        "S10.G00.00.008/CCH-11",
        employees=0,
    ),
    _row("S20.G00.05.003/CCH-11", "arrêt fractionné", change("003", "12"), nature="04", employees=1),
    _row(
        "S20.G00.05.006/CCH-12",
        "arrêt normal qui nomme une déclaration remplacée",
        change("006", "031020267"),
        nature="04",
        employees=1,
    ),
    _row("S20.G00.05.008/CCH-11", "champ 02 à Net-Entreprises", change("008", "02")),
    _row(
        "S20.G00.05.008/CCH-12",
        "champ 03 à la MSA",
        change("008", "03"),
        also=(("S10.G00.00", 1, change("007", "02")),),
        employees=0,
    ),
    _row("S20.G00.05.009/CCH-11", "identifiant métier qui est un NIR", change("009", "185057800608436"[:15])),
    _row("S20.G00.05.010/SIG-11", "franc Pacifique en métropole", change("010", "02")),
    _row(
        "S20.G00.05.012/CCH-11",
        "changement de contrat sans dernier SIRET",
        change("011", "02"),
        nature="08",
        employees=1,
    ),
    _row(
        "S20.G00.05.012/CSL-12",
        "clé du dernier SIRET",
        chain(change("011", "02"), change("012", "21870850000012")),
        nature="08",
        employees=1,
    ),
    _row("S21.G00.06.001/CSL-11", "clé du SIREN de l’entreprise", change("001", "200000009")),
    _row("S21.G00.06.002/CSL-11", "clé du NIC du siège", change("002", "00001")),
    _row("S21.G00.06.005/CCH-11", "adresse française et étrangère de l’entreprise", change("010", "BE")),
    _row("S21.G00.06.006/CCH-11", "localité de l’entreprise absente", drop("006")),
    _row("S21.G00.11.001/CSL-12", "clé du NIC de l’établissement", change("001", "00001"), employees=1),
    _row(
        "S21.G00.11.004/CCH-11", "adresse française et étrangère de l’établissement", change("016", "B-1000")
    ),
    _row("S21.G00.11.005/CCH-11", "localité de l’établissement absente", drop("005")),
    _row(
        "S21.G00.12.003/CSL-11",
        "clé de l’IBAN de l’établissement",
        put_after(("S21.G00.12", [("001", "01"), ("003", "FR7630006000011234567890188")])),
        block="S21.G00.11",
    ),
    _row(
        "S21.G00.12.003/CSL-12",
        "clé RIB de l’établissement",
        put_after(("S21.G00.12", [("001", "01"), ("003", "FR0630006000011234567890188")])),
        block="S21.G00.11",
    ),
    _row(
        "S21.G00.15.001/CCH-11",
        "deux adhésions pareilles",
        put_after(("S21.G00.15", [("001", "PREV-2026-001"), ("002", "P0942"), ("004", "01"), ("005", "2")])),
    ),
    _row(
        "S21.G00.15.005/CCH-11",
        "identifiant d’adhésion en double",
        put_after(("S21.G00.15", [("001", "AUTRE"), ("002", "P0942"), ("004", "01"), ("005", "1")])),
    ),
    _row("S21.G00.20.002/CCH-11", "entité du versement à la DGFiP", change("002", "DGFIP_AUTRE"), nth=6),
    _row("S21.G00.20.004/CSL-11", "clé de l’IBAN du versement", change("004", "FR7630006000011234567890188")),
    _row("S21.G00.20.004/CSL-13", "clé RIB du versement", change("004", "FR0630006000011234567890188")),
    _row("S21.G00.20.005/CCH-12", "versement différent de ses composants", change("005", "1.00"), nth=5),
    _row("S21.G00.20.005/CCH-13", "versement à la DGFiP trop grand", change("005", "1000000000.00"), nth=6),
    _row(
        "S21.G00.20.007/CCH-11",
        "période du versement à l’envers",
        chain(change("006", "{day15}"), change("007", "{day14}")),
    ),
    _row("S21.G00.20.007/CCH-13", "période du versement après le mois", change("007", "{after}")),
    _row("S21.G00.20.010/CCH-12", "prélèvement sans IBAN", drop("003", "004")),
    _row("S21.G00.20.010/CCH-14", "virement à la DGFiP", change("010", "02"), nth=6),
    _row("S21.G00.20.010/SIG-13", "prélèvement sans BIC", drop("003")),
    _row("S21.G00.20.012/CCH-12", "payeur non nommé", change("010", "06")),
    _row("S21.G00.20.014/CCH-11", "saisie sans identifiant", change("002", "DGFIP_SATD"), nth=6),
    _row(
        "S21.G00.22.004/CCH-11",
        "période du bordereau à l’envers",
        chain(change("003", "{day15}"), change("004", "{day14}")),
    ),
    _row("S21.G00.22.004/CCH-12", "période du bordereau après le mois", change("004", "{after}")),
    _row("S21.G00.23.006/CCH-11", "commune absente", drop("006"), nth=9),
    _row(
        "S21.G00.30.001/CCH-11",
        "Corse-du-Sud avant 1976",
        chain(change("001", "170012A006084"), change("006", "15011970")),
    ),
    _row("S21.G00.30.001/CCH-13", "NIR d’attente", change("001", "1999999999999")),
    _row(
        "S21.G00.30.001/CCH-14",
        "deux fois le même NIR",
        repeat,
        "S21.G00.40/CST-08",
        "S21.G00.50/CST-08",
        employees=1,
    ),
    _row(
        "S21.G00.30.001/CCH-16",
        "NIR finissant par six 9",
        chain(change("001", "1700187999999"), change("006", "15011970")),
    ),
    _row("S21.G00.30.006/CCH-11", "année de naissance différente du NIR", change("006", "15011959")),
    _row(
        "S21.G00.30.006/CCH-12",
        "naissance il y a 124 ans",
        chain(change("006", "15011902"), change("001", "1020187006084")),
    ),
    _row(
        "S21.G00.30.006/CSL-11",
        "30 février",
        chain(change("006", "30021970"), change("001", "1700287006084")),
    ),
    _row("S21.G00.30.007/CCH-11", "lieu de naissance absent", chain(drop("007", "029"), change("014", "87"))),
    _row("S21.G00.30.009/CCH-12", "adresse française et étrangère de la personne", change("011", "BE")),
    _row("S21.G00.30.010/CCH-11", "localité de la personne absente", drop("010")),
    _row("S21.G00.30.020/CCH-12", "ni NIR ni NTT", drop("001")),
    _row("S21.G00.30.020/CCH-13", "NTT sans le SIREN", change("020", "1999999999A1")),
    _row(
        "S21.G00.30.020/CCH-14",
        "deux fois le même NTT",
        _same_number,
        nth=2,
        also=(("S21.G00.30", 1, _same_number),),
        sirets=(_SIRET,),
    ),
    _row("S21.G00.30.020/CSL-11", "NTT commençant par 3", change("020", "3" + _NTT)),
    _row("S21.G00.30.020/CSL-12", "NTT avec une espace", change("020", "1999 999999A1")),
    _row("S21.G00.30.029/CCH-11", "pays de naissance absent", chain(change("014", "99"), drop("029"))),
    _row(
        "S21.G00.34.002/CSL-11",
        "numéro de contrat avec un point-virgule (pénibilité)",
        put_before(("S21.G00.34", [("001", "05"), ("002", "C1234;"), ("003", "2026")])),
        block="S21.G00.40",
    ),
    _row("S21.G00.40.001/CCH-15", "contrat avant la naissance", change("001", "01011950")),
    _row("S21.G00.40.001/SIG-14", "contrat après le mois", change("001", "{later}")),
    _row(
        "S21.G00.40.009/CCH-13",
        "contrat sans rémunération",
        change("009", "AUTRE-CONTRAT"),
        "S21.G00.51.010/CCH-11",
    ),
    _row(
        "S21.G00.40.009/CSL-11",
        "numéro de contrat avec un point-virgule",
        change("009", "C1234;"),
        nature="04",
        employees=1,
    ),
    _row("S21.G00.40.010/CCH-11", "fin prévue avant le début", change("010", "01012001")),
    _row("S21.G00.40.012/CCH-11", "quotité de référence nulle", change("012", "0.00")),
    _row("S21.G00.40.018/CCH-14", "régime agricole à Net-Entreprises", change("018", "300")),
    _row("S21.G00.40.019/CCH-11", "lieu de travail non décrit", change("019", "ANNEXE")),
    _row("S21.G00.50.009/CCH-11", "prélèvement à la source faux", change("009", "4999.99")),
    _row("S21.G00.51.002/CCH-11", "période de paie à l’envers", change("002", "{before}")),
    _row(
        "S21.G00.51.010/CCH-11",
        "rémunération d’un contrat inconnu",
        change("010", "INCONNU"),
        "S21.G00.51.011/CCH-11",
        nth=2,
    ),
    _row(
        "S21.G00.51.010/CSL-11",
        "numéro de contrat avec un point-virgule (paie)",
        change("010", "C1234;"),
        "S21.G00.51.010/CCH-11",
        "S21.G00.51.011/CCH-11",
    ),
    _row("S21.G00.51.011/CCH-11", "rémunération de type 010 absente", remove, block="S21.G00.51", nth=4),
    _row("S21.G00.52.006/CSL-11", "numéro de contrat avec un point-virgule (prime)", change("006", "C1234;")),
    _row(
        "S21.G00.53.001/CCH-11",
        "activité sous le type 003",
        put_after(("S21.G00.53", [("001", "01"), ("002", "10.00")])),
        block="S21.G00.51",
        nth=3,
    ),
    _row(
        "S21.G00.54.005/CSL-14", "numéro de contrat avec un point-virgule (revenu)", change("005", "C1234;")
    ),
    _row("S21.G00.60.001/CCH-12", "motif 99 dans un arrêt", change("001", "99"), nature="04", employees=1),
    _row(
        "S21.G00.60.002/CCH-12",
        "fin de l’arrêt avant le dernier jour",
        change("003", "{before}"),
        nature="04",
        employees=1,
    ),
    _row(
        "S21.G00.60.006/CCH-12", "subrogation à l’envers", change("006", "{before}"), nature="04", employees=1
    ),
    _row("S21.G00.60.007/CCH-11", "subrogation sans IBAN", drop("007"), nature="04", employees=1),
    _row("S21.G00.60.008/CCH-11", "subrogation sans BIC", drop("008"), nature="04", employees=1),
    _row(
        "S21.G00.60.010/CCH-11", "reprise avant l’arrêt", change("010", "{before}"), nature="05", employees=1
    ),
    _row("S21.G00.60.012/CCH-11", "accident sans date", change("001", "06"), nature="04", employees=1),
    _row(
        "S21.G00.62.001/CCH-11",
        "fin avant la convention",
        change("004", "{last}"),
        nature="07",
        employees=1,
    ),
    _row("S21.G00.70.013/CCH-11", "adhésion inconnue", change("013", "7")),
    _row("S21.G00.70.015/CCH-11", "affiliation à l’envers", change("015", "{before}")),
    _row(
        "S21.G00.71.002/CCH-12",
        "90000 et un autre régime",
        chain(change("002", "90000"), put_after(("S21.G00.71", [("002", "IRCANTEC")]))),
    ),
    _row("S21.G00.78.003/CCH-12", "période de la base à l’envers", change("003", "{before}")),
    _row("S21.G00.78.003/CCH-15", "période de la base après le mois", change("003", "{after}")),
    _row("S21.G00.78.003/CCH-16", "base sur deux années", change("002", "{last_year}")),
    _row("S21.G00.78.004/CCH-11", "base 31 non nulle", change("004", "1.00"), nth=8),
    _row("S21.G00.81.001/CCH-13", "cotisation 059 hors base 31", change("001", "059")),
    _row("S21.G00.85.004/CCH-12", "adresse française et étrangère du lieu de travail", change("006", "BE")),
    _row("S21.G00.85.005/CCH-11", "localité du lieu de travail absente", drop("005")),
    _row(
        "S21.G00.86.005/CSL-11",
        "numéro de contrat avec un point-virgule (ancienneté)",
        change("005", "C1234;"),
    ),
)
