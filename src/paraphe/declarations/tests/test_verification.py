"""A receipt of this portal on the public page, and the words of every error."""

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import paraphe.declarations
import paraphe.signatures
from paraphe.access.vocabulary import Level
from paraphe.declarations import services, testing
from paraphe.declarations.dsn.reader import BOMB, CUT, DAMAGED, TOO_BIG
from paraphe.declarations.testing import Office
from paraphe.declarations.tests.reading import text_of
from paraphe.web import problems

CODE = re.compile(r'"((?:declarations|signatures)\.[a-z]+_[a-z_]+)"')


def test_verify_receipt_of_this_portal_as_anyone_gives_its_verdict(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    content = testing.make_file(office.sirets()[:1])
    receipt = services.take_receipt(testing.sign(office, testing.deposit(office, content)))
    verdicts = []
    for original in (content, content + b" ", None):
        sent = {"container": SimpleUploadedFile("recu.asice", receipt)}
        if original is not None:
            sent["content"] = SimpleUploadedFile("paie.dsn", original)
        verdicts.append(text_of(Client().post("/verifier", sent)))
    assert "VALIDE Nadia Belkhir a signé cette déclaration pour Commune de Valbrune" in verdicts[0]
    assert "INVALIDE Un élément ne correspond pas à l’empreinte signée." in verdicts[1]
    assert "INDÉTERMINÉE Contenu non fourni" in verdicts[2]


def test_read_codes_of_errors_each_has_its_sentence() -> None:
    rooms = [Path(str(room.__file__)).parent for room in (paraphe.declarations, paraphe.signatures)]
    sources = [
        path for room in rooms for path in room.rglob("*.py") if not {"tests", "tasks.py"} & set(path.parts)
    ]
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    codes |= {f"declarations.file_{stop}" for stop in (TOO_BIG, BOMB, DAMAGED, CUT, "empty")}
    assert len(codes) > 15
    assert codes - set(problems.known()) == set()
