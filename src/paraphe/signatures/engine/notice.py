"""VERIFIER.txt: what this file is, and commands of OpenSSL that check its signatures for ever, as
printed.

Each command carries `-attime` of the signature timestamp, so that it says the same in twenty years (the
certificates lived ten minutes or three years). Lines of commands begin with two spaces and a dollar sign.
"""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms

from paraphe_proof import container

_TEXT = """\
COMMENT VÉRIFIER CETTE DÉCLARATION SIGNÉE

Ce fichier accompagne une déclaration signée le {when} (heure universelle)
par {signer}, sur le portail de : {operator}.

1. La vérification complète
Le programme libre paraphe-verify contrôle tout : contenu, signatures, dates, droit de la personne,
inscription au journal. Il fonctionne sans réseau.
  paraphe-verify FICHIER.asice --trust trust.json

2. La vérification avec OpenSSL seul
Elle contrôle les signatures et la date, sans le droit de la personne ni le journal.
Décompressez le fichier .asice (c’est une archive ZIP) et placez-vous dans le dossier obtenu.
Un récépissé ne contient pas la déclaration : copiez-la dans ce dossier sous le nom {declaration}.
Copiez aussi dans ce dossier le certificat racine du portail, sous le nom racine.pem. Obtenez-le
ailleurs que dans ce fichier : il figure dans trust.json. Son empreinte SHA-256 doit être :
  {fingerprint}
Pour la lire :
  $ openssl x509 -in racine.pem -noout -fingerprint -sha256

Les contenus sont ceux que la personne a signés (chaque commande affiche une ligne) :
{digests}

La personne a signé :
  $ openssl cms -verify -cades -binary -inform DER -in {signature_1} -content {manifest_1} -CAfile racine.pem -purpose any -attime {attime} -out /dev/null

L’heure de cette signature est certifiée :
  $ openssl asn1parse -inform DER -in {signature_1} -strparse {offset} -noout -out signature001.bin
  $ openssl ts -verify -data signature001.bin -in {timestamp_1} -token_in -CAfile racine.pem -attime {attime}

Le portail a scellé l’ensemble :
{seal_digests}
  $ openssl cms -verify -cades -binary -inform DER -in {signature_2} -content {manifest_2} -CAfile racine.pem -purpose any -attime {attime} -out /dev/null

3. Ce que cette preuve ne dit pas
L’horodatage et les certificats sont ceux de l’opérateur du portail ; ils ne sont pas qualifiés au sens
du règlement eIDAS. La preuve montre un dépôt sur ce portail ; elle ne montre pas que l’organisme
destinataire a reçu la déclaration.
"""  # noqa: E501  # the commands are printed on one line


@dataclass(frozen=True)
class NoticeFacts:
    """What the notice names: signer, operator, root fingerprint (hexadecimal), declaration's name, time
    of signature.
    """

    signer: str
    operator: str
    fingerprint: str
    declaration: str
    at: datetime


def write_notice(facts: NoticeFacts, signature: bytes) -> bytes:
    """Bytes of VERIFIER.txt; `signature` is the person's CMS, in which the offset of the signature value
    is found.
    """
    pairs = zip(facts.fingerprint[::2], facts.fingerprint[1::2], strict=True)
    covered = (facts.declaration, container.STATEMENT, container.AUTHORITY)
    sealed = (container.MANIFEST_1, container.SIGNATURE_1, container.TIMESTAMP_1, container.NOTICE)
    return _TEXT.format(
        when=facts.at.strftime("%d/%m/%Y à %H:%M:%S"),
        signer=facts.signer,
        operator=facts.operator,
        declaration=facts.declaration,
        fingerprint=":".join(a + b for a, b in pairs).upper(),
        digests="\n".join(_digest_command(name, container.MANIFEST_1) for name in covered),
        seal_digests="\n".join(_digest_command(name, container.MANIFEST_2) for name in sealed),
        attime=int(facts.at.timestamp()),
        offset=locate_signature(signature),
        signature_1=container.SIGNATURE_1,
        manifest_1=container.MANIFEST_1,
        timestamp_1=container.TIMESTAMP_1,
        signature_2=container.SIGNATURE_2,
        manifest_2=container.MANIFEST_2,
    ).encode()


def _digest_command(name: str, manifest: str) -> str:
    return f'  $ grep -F "$(openssl dgst -sha256 -binary {name} | openssl base64)" {manifest}'


def locate_signature(signature: bytes) -> int:
    """Offset, in the DER of a CMS signature, of the octet string that holds the signature value."""
    value = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]["signature"]
    encoded = value.dump()
    offset = signature.find(encoded)
    if offset < 0 or signature.find(encoded, offset + 1) >= 0:
        raise ValueError("the signature value is not found once")
    return offset
