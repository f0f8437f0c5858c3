"""Line numbers are exact, wherever the fault stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec
from paraphe.declarations.dsn.tests.samples import make_file

CONTENT = make_file(Spec(employees=13, seed=4))
LINES = CONTENT.split(b"\r\n")[:-1]
# An unreadable nature or version changes the tables, so other findings follow.
TURNING = (b"S20.G00.05.001", b"S10.G00.00.006")


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=len(LINES)))
def test_check_value_emptied_on_any_line_is_found_on_that_line_only(line: int) -> None:
    lines = list(LINES)
    rubric = lines[line - 1][:14]
    lines[line - 1] = rubric + b",''"
    report = check(b"\r\n".join(lines) + b"\r\n")
    here = [finding for finding in report.findings if finding.control == "CSL-04"]
    assert [(finding.code, finding.line) for finding in here] == [(f"{rubric.decode()}/CSL-04", line)]
    assert rubric in TURNING or not [finding for finding in report.findings if finding.kind == "CST"]


@settings(max_examples=150, deadline=None)
@given(
    st.integers(min_value=2, max_value=len(LINES) - 6),
    st.binary(max_size=40).filter(lambda b: b"\n" not in b),
)
def test_check_noise_put_between_lines_moves_no_other_line(line: int, noise: bytes) -> None:
    """A noise line is found where it is; a later fault keeps its own line."""
    lines = list(LINES)
    lines.insert(line, b"#" + noise)
    target = len(lines) - 3
    lines[target - 1] = lines[target - 1][:14] + b",' '"
    found = {(finding.control, finding.line) for finding in check(b"\n".join(lines)).findings}
    assert ("CST-01", line + 1) in found
    assert ("CSL-04", target) in found


def test_check_missing_rubric_is_found_on_the_first_line_of_its_block() -> None:
    content = make_file(Spec(employees=2, fault="rubrique-manquante"))
    (finding,) = check(content).findings
    assert content.split(b"\r\n")[finding.line - 1].startswith(b"S21.G00.30.001")


def test_check_coherence_fault_after_a_lost_line_keeps_its_line() -> None:
    lines = [line for line in LINES if not line.startswith(b"S90")]
    position = next(rank for rank, line in enumerate(lines) if line.startswith(b"S21.G00.30.006"))
    lines[position] = b"S21.G00.30.006,'01011901'"
    lines.insert(position - 1, b"perdu")
    found = {
        finding.line for finding in check(b"\n".join(lines)).findings if finding.rubric == "S21.G00.30.006"
    }
    assert found == {position + 2}
