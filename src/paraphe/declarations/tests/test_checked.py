import pytest

from paraphe.declarations.web.checked import payee_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("DGFIP", "DGFiP"),
        ("CNRACL", "CNRACL"),
        ("78861779300013", "organisme au SIRET\u00a078861779300013"),
        ("P0942", "organisme de code\u00a0P0942"),
    ],
)
def test_name_payee_says_what_the_code_is(code: str, name: str) -> None:
    assert payee_name(code) == name
