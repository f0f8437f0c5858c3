"""A verdict says VALIDE, INDÉTERMINÉE or INVALIDE, why, what was proved, and what this proof does not
say.

Source: ETSI EN 319 102-1 for the indications of signature validation; the others are our own
(docs/specs/verdict.md).
"""

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any


class Outcome(StrEnum):
    """The three outcomes; the exit code of `paraphe-verify` follows their order."""

    VALIDE = "VALIDE"
    INDETERMINEE = "INDÉTERMINÉE"
    INVALIDE = "INVALIDE"

    @property
    def exit_code(self) -> int:
        """0, 1 or 2."""
        return list(Outcome).index(self)


class Indication(Enum):
    """Why a container is not VALIDE: (stable code, outcome it gives, French sentence)."""

    FORMAT_FAILURE = (Outcome.INVALIDE, "Le fichier n’a pas exactement la forme attendue.")
    HASH_FAILURE = (Outcome.INVALIDE, "Un élément ne correspond pas à l’empreinte signée.")
    SIG_CRYPTO_FAILURE = (Outcome.INVALIDE, "Une signature électronique est fausse.")
    NO_CERTIFICATE_CHAIN_FOUND = (
        Outcome.INDETERMINEE,
        "Un certificat ne remonte à aucune des racines que vous avez choisies.",
    )
    CHAIN_CONSTRAINTS_FAILURE = (
        Outcome.INDETERMINEE,
        "Un certificat ne permettait pas l’usage qui en a été fait.",
    )
    OUT_OF_BOUNDS_NO_POE = (
        Outcome.INDETERMINEE,
        "Le certificat d’horodatage a expiré et la preuve n’a pas été renouvelée.",
    )
    REVOKED_NO_POE = (
        Outcome.INDETERMINEE,
        "Un certificat a été révoqué et rien ne prouve que la signature est antérieure.",
    )
    TIMESTAMP_ORDER_FAILURE = (Outcome.INDETERMINEE, "Les dates de la preuve se contredisent.")
    SIGNED_DATA_NOT_FOUND = (
        Outcome.INDETERMINEE,
        "Contenu non fourni : ce récépissé se vérifie avec le fichier de la déclaration.",
    )
    SIGNATAIRE_DIFFERENT = (
        Outcome.INVALIDE,
        "Le certificat de la signature n’est pas celui de la personne nommée.",
    )
    HABILITATION_ABSENTE = (
        Outcome.INVALIDE,
        "La personne n’avait pas, à cet instant, le droit de signer cette déclaration.",
    )
    CHAINE_ROMPUE = (
        Outcome.INVALIDE,
        "La suite des événements qui fondent le droit est incomplète ou altérée.",
    )
    EVENEMENT_INCONNU = (
        Outcome.INDETERMINEE,
        "Un événement est d’un type inconnu de ce vérificateur ; utilisez une version plus récente.",
    )
    ENGAGEMENT_DIFFERENT = (
        Outcome.INVALIDE,
        "Un fichier ne correspond pas à l’empreinte inscrite au journal.",
    )
    JOURNAL_NON_INCLUS = (Outcome.INVALIDE, "La preuve d’inscription au journal est fausse.")
    JOURNAL_DIVERGENT = (
        Outcome.INVALIDE,
        "Le journal présenté ne prolonge pas celui que la personne avait sous les yeux.",
    )
    JOURNAL_INCONNU = (Outcome.INDETERMINEE, "Le journal n’est pas celui que vous avez choisi de croire.")

    def __init__(self, outcome: Outcome, sentence: str) -> None:
        self.outcome = outcome
        self.sentence = sentence


class ProofError(Exception):
    """A check failed: `indication` says which rule, `detail` where (technical, English or a path)."""

    def __init__(self, indication: Indication, detail: str = "") -> None:
        super().__init__(f"{indication.name}: {detail}")
        self.indication = indication
        self.detail = detail


class FormatError(ProofError):
    """The bytes or values do not have the shape of the specification."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Indication.FORMAT_FAILURE, detail)


@dataclass(frozen=True)
class Finding:
    """One reason, with the place it was met."""

    indication: Indication
    detail: str


@dataclass(frozen=True)
class Verdict:
    """The answer of the verifier: outcome, reasons, what was proved, limits to read, and the facts shown."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    proved: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of docs/specs/verdict.md."""
        return {
            "v": 1,
            "outcome": str(self.outcome),
            "findings": [
                {"code": f.indication.name, "sentence": f.indication.sentence, "detail": f.detail}
                for f in self.findings
            ],
            "proved": list(self.proved),
            "limits": list(self.limits),
            "facts": self.facts,
        }
