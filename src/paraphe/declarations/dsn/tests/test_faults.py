"""Every named fault gives exactly the findings it announces; every control has its fault and its sentence."""

import pytest

from paraphe.declarations.dsn.controls import IMPLEMENTED
from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import FAULTS, Spec, build_fault_spec
from paraphe.declarations.dsn.norm import load_norm
from paraphe.declarations.dsn.sentences import GENERIC
from paraphe.declarations.dsn.sentences_norm import SENTENCES
from paraphe.declarations.dsn.tests.samples import list_codes, make_file

# Rules whose fault is not a change of one block: shown by other tests.
ELSEWHERE = {"CST-13", "CST-14"}


@pytest.mark.parametrize("fault_id", sorted(FAULTS))
@pytest.mark.parametrize("base", [Spec(employees=0), Spec(employees=14, seed=8, month="2031-12")])
def test_check_named_fault_gives_exactly_its_findings(fault_id: str, base: Spec) -> None:
    fault = FAULTS[fault_id]
    report = check(make_file(build_fault_spec(fault_id, base)), channel=fault.channel)
    assert sorted(list_codes(report)) == sorted(fault.expects)
    assert report.accepted == all(finding.control.startswith("SIG") for finding in report.findings)


@pytest.mark.parametrize("fault_id", sorted(FAULTS))
def test_check_named_fault_speaks_plain_french(fault_id: str) -> None:
    fault = FAULTS[fault_id]
    for finding in check(make_file(build_fault_spec(fault_id)), channel=fault.channel).findings:
        assert finding.sentence.endswith((".", "_"))
        assert "{" not in finding.sentence
        assert "veuillez" not in finding.sentence.lower()
        assert len(finding.sentence) > 30


def test_faults_together_show_every_control_implemented() -> None:
    shown = {code for fault in FAULTS.values() for code in fault.expects}
    assert set(IMPLEMENTED) <= shown
    assert set(GENERIC) - ELSEWHERE <= {code.partition("/")[2] for code in shown}


def test_implemented_controls_are_of_the_norm_and_have_a_sentence() -> None:
    known = set(load_norm("P25V01").controls)
    assert set(IMPLEMENTED) <= known
    assert set(SENTENCES) == set(IMPLEMENTED)
