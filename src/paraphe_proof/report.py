"""What a verdict tells a reader in French: what each check proved, the facts, and what the proof does not
say.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from paraphe_proof import container
from paraphe_proof.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from paraphe_proof.verify import Examination

PROVED = {
    "open_archive": "Le fichier a exactement la forme attendue, octet pour octet.",
    "compare_content": "La déclaration est celle qui a été signée.",
    "compare_commitment": "Aucun des fichiers n’a changé depuis l’inscription au journal.",
    "check_log": "Le dépôt est inscrit au journal public, qui prolonge celui connu lors de la signature.",
    "check_chains": "La suite des événements qui fondent le droit est complète jusqu’à la signature.",
    "check_signatures": "La signature de la personne, le cachet du portail et leurs horodatages sont exacts.",
    "check_signers": "La personne nommée a signé et le portail a scellé, sous les racines que vous avez choisies.",
    "check_stamps": "L’heure est certifiée par l’autorité d’horodatage du portail.",
    "check_times": "Les dates se suivent sans contradiction.",
    "check_right": "La personne avait le droit de signer pour chaque établissement de la déclaration.",
}

_STATED = (
    "Aucun témoin extérieur n’a cosigné le journal.",
    "L’horodatage et les certificats sont ceux de l’opérateur du portail.",
    "La signature n’est pas qualifiée au sens du règlement eIDAS.",
    "Le second facteur est constaté par le portail, non prouvé par ce fichier.",
    "La preuve montre un dépôt sur ce portail, non sa réception par l’organisme destinataire.",
    "Une seconde suite d’événements, cachée, ne se verrait qu’en lisant tout le journal.",
)
_RECENT = (
    "Une partie des événements qui fondent le droit n’était pas encore au journal publié lors de la signature : "
    "leur ancienneté repose sur l’opérateur."
)
_NO_CRL = "Aucune liste de révocation n’a été fournie : une révocation récente resterait inconnue."


def list_limits(examination: "Examination") -> tuple[str, ...]:
    """What the reader must know that a VALIDE verdict does not say."""
    limits = [f"Opérateur du portail : {examination.trust.operator}.", *_STATED]
    if not examination.trust.crls:
        limits.append(_NO_CRL)
    if examination.statement and not all(_anchored(examination)):
        limits.append(_RECENT)
    return tuple(limits)


def _anchored(examination: "Examination") -> list[bool]:
    """For each event the right rests on, whether it was in the log published before the signature."""
    named = {entry["leaf"] for entry in examination.statement["authority"]["basis"]}
    chains = examination.chains.values()
    return [event.proof is not None for chain in chains for event in chain.events if event.hash in named]


def describe_facts(examination: "Examination") -> dict[str, Any]:
    """Facts read from the container, as far as the examination went; to be believed only as far as the
    verdict says.
    """
    facts: dict[str, Any] = {"operator": examination.trust.operator}
    statement = examination.statement
    if statement:
        signer, declaration = statement["signer"], statement["declaration"]
        facts |= {
            "signer": signer["display_name"],
            "role": signer["role"],
            "bodies": [f"{body['name']} ({body['siren']})" for body in signer["on_behalf_of"]],
            "declaration": {
                key: declaration[key] for key in ("kind", "name", "sha256", "size", "test", "items")
            },
            "granted_by": [who["display_name"] for who in statement["authority"]["granted_by"]],
            "level": statement["auth"]["level"],
            "method": statement["auth"]["method"],
        }
    if "person" in examination.stamps:
        facts["signed_at"] = examination.signed_at.isoformat()
    if examination.checkpoint is not None:
        checkpoint = examination.checkpoint
        facts["log"] = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    if examination.files:
        facts["receipt_only"] = not any(name.startswith("declaration.") for name in examination.files)
        facts["files"] = sum(not name.startswith(container.LOG_FOLDER) for name in examination.files)
    return facts


def write_report(verdict: Verdict) -> str:
    """The report in French for a terminal."""
    lines = [str(verdict.outcome), *_describe(verdict.facts), ""]
    for finding in verdict.findings:
        lines += [f"✗ {finding.indication.sentence}", f"  {finding.indication.name} : {finding.detail}"]
    lines += [f"✓ {sentence}" for sentence in verdict.proved]
    title = "À savoir :" if verdict.outcome is Outcome.VALIDE else "À savoir aussi :"
    return "\n".join([*lines, "", title, *(f"- {sentence}" for sentence in verdict.limits), ""])


def _describe(facts: dict[str, Any]) -> list[str]:
    if "signer" not in facts:
        return []
    roles = {"declarant": "déclarant", "administrator": "administrateur"}
    declaration = facts["declaration"]
    establishments = ", ".join(sorted({item["siret"] for item in declaration["items"]}))
    return [
        f"Signataire : {facts['signer']} ({roles[facts['role']]}), pour {', '.join(facts['bodies'])}",
        f"Déclaration : {declaration['name']}, {declaration['size']} octets",
        f"Établissements : {establishments}",
        f"Droit donné par : {', '.join(facts['granted_by'])} (nom indiqué par le portail)",
        f"Signé le : {_show_time(facts.get('signed_at'))}",
    ]


def _show_time(text: str | None) -> str:
    if text is None:
        return "heure non prouvée"
    return datetime.fromisoformat(text).strftime("%d/%m/%Y à %H:%M:%S (heure universelle)")
