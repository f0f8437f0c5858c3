"""The table of rights as a file: exactly what the page shows, a row a line, its foot included."""

from paraphe.access.policy import PARIS
from paraphe.access.web.grid import Matrix
from paraphe.access.web.grid_query import PLACE
from paraphe.registry.selectors import Organisation
from paraphe.web.cells import Cell


def table_of(matrix: Matrix) -> tuple[list[str], list[list[Cell]]]:
    """The header and the rows; a cell without right is empty."""
    places = matrix.asked.view != PLACE
    heading = ["Établissement", "SIRET"] if places else ["Personne", "Adresse électronique", "Rôle"]
    header = [*heading, *(service.name for service in matrix.services)]
    rows: list[list[Cell]] = []
    for row in matrix.rows:
        own: list[Cell] = [row.name, row.more] if places else [row.name, row.more, row.detail]
        rows.append([*own, *(cell.text for cell in row.cells)])
    if matrix.foot:
        rows.append(["Peuvent signer", "", "", *(cell.text for cell in matrix.foot)])
    return header, rows


def file_name(organisation: Organisation, matrix: Matrix) -> str:
    """Of what and on which day, without accents."""
    about = matrix.place.siret if matrix.place else matrix.person.ref if matrix.person else organisation.siren
    return f"tableau-des-droits-{about}-{matrix.at.astimezone(PARIS):%Y-%m-%d}"
