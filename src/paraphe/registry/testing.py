"""Files of the register, made: the real headers, rows of one's own. For tests and measures."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from paraphe.registry.importing import ImportReport, Kept, Sources, import_register
from paraphe.registry.models import RegisterEvent

Kind = Literal["units", "establishments", "successions"]


def _names(columns: str) -> list[str]:
    return columns.split(",")


UNIT_HEADER = _names(
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,"
    "sexeUniteLegale,prenom1UniteLegale,prenom2UniteLegale,prenom3UniteLegale,prenom4UniteLegale,"
    "prenomUsuelUniteLegale,pseudonymeUniteLegale,identifiantAssociationUniteLegale,trancheEffectifsUniteLegale,"
    "anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,nombrePeriodesUniteLegale,categorieEntreprise,"
    "anneeCategorieEntreprise,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,nomUsageUniteLegale,"
    "denominationUniteLegale,denominationUsuelle1UniteLegale,denominationUsuelle2UniteLegale,"
    "denominationUsuelle3UniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale,"
    "societeMissionUniteLegale,caractereEmployeurUniteLegale"
)
_ADDRESS = (
    "complementAdresse{0}Etablissement,numeroVoie{0}Etablissement,indiceRepetition{0}Etablissement,"
    "dernierNumeroVoie{0}Etablissement,indiceRepetitionDernierNumeroVoie{0}Etablissement,typeVoie{0}Etablissement,"
    "libelleVoie{0}Etablissement,codePostal{0}Etablissement,libelleCommune{0}Etablissement,"
    "libelleCommuneEtranger{0}Etablissement,distributionSpeciale{0}Etablissement,codeCommune{0}Etablissement,"
    "codeCedex{0}Etablissement,libelleCedex{0}Etablissement,codePaysEtranger{0}Etablissement,"
    "libellePaysEtranger{0}Etablissement"
)
PLACE_HEADER = _names(
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,trancheEffectifsEtablissement,"
    "anneeEffectifsEtablissement,activitePrincipaleRegistreMetiersEtablissement,"
    "dateDernierTraitementEtablissement,etablissementSiege,nombrePeriodesEtablissement,"
    f"{_ADDRESS.format('')},identifiantAdresseEtablissement,coordonneeLambertAbscisseEtablissement,"
    f"coordonneeLambertOrdonneeEtablissement,{_ADDRESS.format('2')},dateDebut,etatAdministratifEtablissement,"
    "enseigne1Etablissement,enseigne2Etablissement,enseigne3Etablissement,denominationUsuelleEtablissement,"
    "activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement,caractereEmployeurEtablissement"
)
LINK_HEADER = _names(
    "siretEtablissementPredecesseur,siretEtablissementSuccesseur,dateLienSuccession,transfertSiege,"
    "continuiteEconomique,dateDernierTraitementLienSuccession"
)
HEADERS: dict[Kind, list[str]] = {
    "units": UNIT_HEADER,
    "establishments": PLACE_HEADER,
    "successions": LINK_HEADER,
}

Row = Mapping[str, str]


def unit_row(siren: str, **values: str) -> dict[str, str]:
    """A living commune, whatever is not said otherwise."""
    usual = {
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "etatAdministratifUniteLegale": "A",
        "dateDebut": "2001-01-01",
        "denominationUniteLegale": "COMMUNE DE VALBRUNE",
        "categorieJuridiqueUniteLegale": "7210",
        "nicSiegeUniteLegale": "00016",
    }
    return {**usual, **values}


def place_row(siret: str, **values: str) -> dict[str, str]:
    """An open establishment with an address, no seat, whatever is not said otherwise."""
    usual = {
        "siren": siret[:9],
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": "2001-01-01",
        "etablissementSiege": "false",
        "numeroVoieEtablissement": "1",
        "typeVoieEtablissement": "PL",
        "libelleVoieEtablissement": "DU TILLEUL",
        "codePostalEtablissement": "99120",
        "libelleCommuneEtablissement": "VALBRUNE",
        "dateDebut": "2001-01-01",
        "etatAdministratifEtablissement": "A",
    }
    return {**usual, **values}


def link_row(siret: str, successor: str, on: str = "2026-11-01") -> dict[str, str]:
    """The second establishment continues the first."""
    return {
        "siretEtablissementPredecesseur": siret,
        "siretEtablissementSuccesseur": successor,
        "dateLienSuccession": on,
        "transfertSiege": "false",
        "continuiteEconomique": "true",
    }


def write_rows(path: Path, kind: Kind, rows: Iterable[Row], *, header: Sequence[str] = ()) -> Path:
    """Write a file of the register with its whole header, in a zip archive where the name says so."""
    columns = list(header) or HEADERS[kind]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.csv", out.getvalue())
    else:
        path.write_text(out.getvalue(), encoding="utf-8")
    return path


def import_rows(**rows: Iterable[Row]) -> ImportReport:
    """Import these rows as files of the register: `units`, `establishments`, `successions`."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {
            kind: write_rows(Path(folder) / f"{kind}.csv", kind, rows[kind])
            for kind in HEADERS
            if kind in rows
        }
        return import_register(Sources(**paths), kept=Kept())


def open_place(siret: str, *, name: str = "NOUVEAU SITE") -> RegisterEvent:
    """A new establishment of a known body, as an import finds it; what it tells the body."""
    import_rows(establishments=[place_row(siret, denominationUsuelleEtablissement=name)])
    return RegisterEvent.objects.get(kind=RegisterEvent.Kind.OPENED, establishment__siret=siret)
