"""`paraphe dsn`: check a DSN file, or write a synthetic one."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from paraphe.declarations.dsn.engine import CHANNELS, check
from paraphe.declarations.dsn.generate import FAULTS, Spec, build_fault_spec, write
from paraphe.declarations.dsn.generate.events import EVENTS
from paraphe.declarations.dsn.keys import is_siret
from paraphe.declarations.dsn.norm import LIVE, VERSIONS
from paraphe.declarations.dsn.report import Finding, Report, format_cents

BLOCKED, UNUSABLE = 1, 2


@click.group()
def dsn() -> None:
    """Contrôler une DSN, ou en produire une d’essai."""


@dsn.command("check")
@click.argument("path", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Rapport complet en JSON.")
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="screen", show_default=True, help="Canal de dépôt."
)
@click.option(
    "--limit", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Anomalies montrées."
)
def check_file(path: Path, as_json: bool, channel: str, limit: int) -> None:
    """Contrôler FICHIER (gzip accepté).

    Code de sortie : 0 sans anomalie bloquante, 1 avec, 2 si le fichier ne peut être lu.
    """
    try:
        with path.open("rb") as stream:
            report = check(stream, channel=channel, limit=limit)
    except OSError as error:
        raise click.FileError(str(path), str(error.strerror)) from error
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        print_report(report)
    sys.exit(0 if report.accepted else BLOCKED)


def print_report(report: Report) -> None:
    """The report for a reader: what it is, for whom, what is wrong, what was not checked."""
    envelope = report.envelope
    sort = "essai" if envelope.test else "réel"
    click.echo(f"Norme {envelope.norm or 'inconnue'} · {sort} · logiciel {envelope.software or 'inconnu'}")
    click.echo(
        f"Émetteur {envelope.emitter_siret or 'inconnu'} · {report.lines} lignes · {report.size} octets"
    )
    click.echo(f"SHA-256 {report.sha256}")
    for item in report.declarations:
        click.echo(
            f"Déclaration ligne {item.line} : nature {item.nature}, type {item.type}, mois {item.month or '-'}, "
            f"SIRET {item.siret or 'illisible'}, personnes : {item.employees}, contrats : {item.contracts}, "
            f"brut {format_cents(item.gross)}"
        )
    for finding in report.findings:
        print_finding(finding)
    if report.total > len(report.findings):
        click.echo(f"… {report.total - len(report.findings)} autres anomalies comptées, non montrées.")
    click.echo(f"Anomalies bloquantes : {report.blocking_count}, avertissements : {report.warning_count}.")
    click.echo(
        f"Non vérifié : {len(report.not_implemented)} contrôles de la norme (--json en donne la liste)."
    )
    for limit in report.limits:
        click.echo(f"  - {limit}")


def print_finding(finding: Finding) -> None:
    """One anomaly on two or three lines."""
    weight = "bloquant" if finding.blocking else "avertissement"
    click.echo(f"ligne {finding.line} · {finding.code} · {weight}")
    who = f" [personne {finding.employee.rank} {finding.employee.name}]" if finding.employee else ""
    value = f" Valeur : « {finding.printed_value} »." if finding.value else ""
    click.echo(f"    {finding.sentence}{value}{who}")


def _check_sirets(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not is_siret(value.encode()):
            raise click.BadParameter(f"{value} n’est pas un SIRET valide.")
    return values


@dsn.command("generate")
@click.option("--employees", type=click.IntRange(0, 800_000), help="Nombre de personnes.")
@click.option("--seed", type=int, default=1, show_default=True, help="Graine : même graine, même fichier.")
@click.option(
    "--siret", "sirets", multiple=True, callback=_check_sirets, help="Établissement déclaré (répétable)."
)
@click.option("--month", metavar="AAAA-MM", help="Mois déclaré ; le mois dernier si absent.")
@click.option("--nature", type=click.Choice(("01", *EVENTS)), default="01", show_default=True, help="Nature.")
@click.option(
    "--norm", "version", type=click.Choice(VERSIONS), default=LIVE, show_default=True, help="Version."
)
@click.option("--test", is_flag=True, help="Fichier d’essai (S10.G00.00.005 = 01).")
@click.option("--fault", metavar="ID", type=click.Choice(tuple(FAULTS)), help="Une faute, et une seule.")
@click.option("--faults", "list_faults", is_flag=True, help="Lister les fautes.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Fichier ; la sortie standard si absent."
)
@click.pass_context
def generate(context: click.Context, /, **options: object) -> None:
    """Produire une DSN synthétique, valide ou avec une faute nommée. Aucune personne n’est réelle."""
    if options["list_faults"]:
        for fault in FAULTS.values():
            click.echo(f"{fault.id:32} {fault.text} -> {', '.join(fault.expects)}")
        return
    spec = _build_spec(context.params)
    out = context.params["out"]
    try:
        if out is None:
            _write_to(sys.stdout.buffer, spec)
        else:
            with out.open("wb") as stream:
                _write_to(stream, spec)
    except OSError as error:
        raise click.FileError(str(out or "-"), str(error.strerror)) from error


def _build_spec(params: dict[str, object]) -> Spec:
    """The file asked for; a fault brings the nature and the least number of people it needs."""
    month = params["month"] or last_month()
    employees, fault = params["employees"], params["fault"]
    if employees is None and fault is None:
        raise click.UsageError("Donnez --employees (ou --fault).")
    base = Spec(
        employees=int(str(employees or 0)),
        seed=int(str(params["seed"])),
        sirets=tuple(params["sirets"]),  # type: ignore[arg-type]
        month=str(month),
        test=bool(params["test"]),
        nature=str(params["nature"]),
        version=str(params["version"]),
    )
    return build_fault_spec(str(fault), base) if fault else base


def _write_to(stream: BinaryIO, spec: Spec) -> None:
    try:
        write(stream, spec)
    except ValueError as error:
        raise click.BadParameter(f"{spec.month} n’est pas un mois (AAAA-MM).") from error


def last_month() -> str:
    """The month before today's, in UTC."""
    today = datetime.now(UTC)
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02d}"
