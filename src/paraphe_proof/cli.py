"""`paraphe-verify FILE --trust trust.json`: verify a container offline and say so in French.

Exit codes: 0 VALIDE, 1 INDÉTERMINÉE, 2 INVALIDE; 64 usage, 66 unreadable file, 70 internal fault.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from paraphe_proof.report import write_report
from paraphe_proof.trust import parse_trust
from paraphe_proof.verdict import ProofError, Verdict
from paraphe_proof.verify import verify_container

USAGE = 64
UNREADABLE = 66
INTERNAL = 70


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the command; gives the exit code."""
    options = _parser().parse_args(arguments)
    try:
        verdict = _verify(options)
    except (OSError, ProofError) as error:
        print(f"Fichier illisible\u00a0: {error}", file=sys.stderr)
        return UNREADABLE
    except Exception as error:  # the verdict's codes must never stand for a fault of the program
        print(f"Erreur interne\u00a0: {type(error).__name__}", file=sys.stderr)
        return INTERNAL
    text = (
        json.dumps(verdict.as_dict(), ensure_ascii=False, indent=1) if options.json else write_report(verdict)
    )
    print(text)
    return verdict.outcome.exit_code


def _parser() -> _Parser:
    parser = _Parser(prog="paraphe-verify", description="Vérifie hors ligne une déclaration signée.")
    parser.add_argument("file", metavar="FILE", type=Path, help="dossier ou récépissé (.asice)")
    parser.add_argument("--trust", type=Path, required=True, help="trust.json, obtenu auprès de l’opérateur")
    parser.add_argument("--content", type=Path, help="fichier de la déclaration, pour un récépissé")
    parser.add_argument("--at", type=_read_time, help="vérifier à cette date (ISO 8601)")
    parser.add_argument("--json", action="store_true", help="écrire le verdict en JSON")
    return parser


def _read_time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _verify(options: argparse.Namespace) -> Verdict:
    trust = parse_trust(options.trust.read_bytes())
    content = options.content.read_bytes() if options.content else None
    return verify_container(options.file.read_bytes(), trust, content=content, at=options.at)


if __name__ == "__main__":
    sys.exit(main())
