"""The verbs: deposit, freeze, sign, resume."""


from paraphe.access.vocabulary import Level
from paraphe.declarations import services, testing
from paraphe.signatures.services import trust_document
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Outcome
from paraphe_proof.verify import verify_container
from tests.fixtures.database import LiveDatabase


def test_file_declaration_with_right_gives_valid_receipt(live_database: LiveDatabase) -> None:
    office = testing.make_office()
    testing.grant(office, Level.SIGN)
    content = testing.make_file(office.sirets()[:1])
    draft = testing.deposit(office, content)
    filing = testing.sign(office, draft)
    trust = read_trust(trust_document())
    verdict = verify_container(services.take_receipt(filing), trust, content=content)
    assert verdict.outcome is Outcome.VALIDE, verdict.findings
