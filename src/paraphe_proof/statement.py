"""The statement is what the person signs: which bytes, in whose name, by which right, after which proof
of presence.

Source: docs/specs/statement.md (schema `declaration-signature/1`). Canonical JSON, closed records.
"""

from typing import Any

from paraphe_proof import jcs
from paraphe_proof.shapes import (
    CODE,
    HASH,
    REF,
    SIREN,
    SIRET,
    boolean,
    choice,
    constant,
    hexadecimal,
    instant,
    integer,
    listing,
    nullable,
    pattern,
    record,
    text,
)
from paraphe_proof.verdict import FormatError

SCHEMA = "declaration-signature/1"
BASIS_KINDS = (
    "registration",
    "administrator",
    "membership",
    "subscription",
    "habilitation",
    "person",
    "credential",
)
MAX_CONTENT = 2**32 - 1

_DECLARATION = record(
    {
        "kind": CODE,
        "name": text(200),
        "media_type": pattern(r"[a-z0-9][a-z0-9.+\-]{0,60}/[a-z0-9][a-z0-9.+\-]{0,60}"),
        "sha256": HASH,
        "size": integer(1, MAX_CONTENT),
        "test": boolean,
        "items": listing(
            record(
                {
                    "nature": text(40),
                    "type": text(40),
                    "month": nullable(pattern(r"\d{4}-(0[1-9]|1[0-2])")),
                    "siret": SIRET,
                    "order": text(40),
                }
            ),
            1,
            10_000,
        ),
        "replaces": nullable(HASH),
    }
)

_SHAPE = record(
    {
        "v": constant(1),
        "schema": constant(SCHEMA),
        "purpose": constant("déclaration"),
        "intent": record({"text": text(2000), "lang": constant("fr")}),
        "declaration": _DECLARATION,
        "signer": record(
            {
                "person": REF,
                "display_name": text(200),
                "role": choice("declarant", "administrator"),
                "on_behalf_of": listing(record({"siren": SIREN, "name": text(300)}), 1, 10),
            }
        ),
        "authority": record(
            {
                "heads": listing(record({"chain": HASH, "seq": integer(1), "head": HASH}), 2, 20),
                "basis": listing(
                    record({"kind": choice(*BASIS_KINDS), "ref": REF, "leaf": HASH}), 5, 100_000
                ),
                "granted_by": listing(record({"person": REF, "display_name": text(200)}), 1, 100),
            }
        ),
        "auth": record(
            {
                "level": constant("renforcée"),
                "method": choice("totp", "passkey"),
                "at": instant,
                "credential": REF,
            }
        ),
        "anchor": record({"origin": text(200), "size": integer(), "root": HASH}),
        "policy": record({"id": pattern(r"urn:oid:[0-2](\.(0|[1-9]\d*))+"), "version": text(40)}),
        "nonce": hexadecimal(16),
    }
)


def check_statement(value: Any) -> None:
    """Refuse, with the path of the first fault, whatever is not a statement; raises `FormatError`."""
    _SHAPE(value, "statement")
    heads = [head["chain"] for head in value["authority"]["heads"]]
    if heads != sorted(set(heads)):
        raise FormatError("statement.authority.heads: not sorted by chain, or twice the same")
    basis = [(entry["kind"], entry["ref"]) for entry in value["authority"]["basis"]]
    if len(set(basis)) != len(basis):
        raise FormatError("statement.authority.basis: twice the same kind and reference")
    sirens = [body["siren"] for body in value["signer"]["on_behalf_of"]]
    if len(set(sirens)) != len(sirens):
        raise FormatError("statement.signer.on_behalf_of: twice the same body")
    for position, item in enumerate(value["declaration"]["items"]):
        if item["siret"][:9] not in sirens:
            raise FormatError(
                f"statement.declaration.items[{position}].siret: not of a body named in on_behalf_of"
            )


def build_statement(value: dict[str, Any]) -> bytes:
    """Canonical bytes of a complete statement; raises `FormatError` with the path of the first fault."""
    check_statement(value)
    return jcs.encode(value)


def parse_statement(data: bytes) -> dict[str, Any]:
    """Read canonical statement bytes; raises `FormatError`."""
    value: dict[str, Any] = jcs.decode(data)
    check_statement(value)
    return value


def declaration_path(name: str) -> str:
    """Name of the declaration inside the container: `declaration.` and the file's extension, `bin` if it
    has none.
    """
    _, dot, extension = name.rpartition(".")
    extension = extension.lower()
    usable = dot and extension.isascii() and extension.isalnum() and len(extension) <= 8
    return f"declaration.{extension}" if usable else "declaration.bin"


def personal_subject(value: dict[str, Any]) -> list[tuple[str, str]]:
    """Subject of the one-time certificate, in order: (OID, text) of CN, serialNumber (person), OU (each
    SIREN).

    CN is cut to the 64 bytes of UTF-8 that X.520 allows.
    """
    signer = value["signer"]
    common_name = signer["display_name"].encode()[:64].decode(errors="ignore")
    bodies = [("2.5.4.11", body["siren"]) for body in signer["on_behalf_of"]]
    return [("2.5.4.3", common_name), ("2.5.4.5", signer["person"]), *bodies]
