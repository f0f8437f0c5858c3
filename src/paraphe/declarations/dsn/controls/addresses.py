"""Addresses: French ones have a postcode and a city, foreign ones a country and a foreign code. One row a block."""

from typing import NamedTuple

from paraphe.declarations.dsn.context import Context, Control, Values
from paraphe.declarations.dsn.controls.registry import closing


class Address(NamedTuple):
    """The numbers of the rubrics of an address in its block, and the controls that hold them together."""

    block: str
    postcode: int
    city: int
    country: int
    foreign: int
    exclusive: str
    needed: str


ADDRESSES = (
    Address("S10.G00.01", 5, 6, 7, 8, "S10.G00.01.005/CCH-12", "S10.G00.01.006/CCH-11"),
    Address("S21.G00.06", 5, 6, 10, 11, "S21.G00.06.005/CCH-11", "S21.G00.06.006/CCH-11"),
    Address("S21.G00.11", 4, 5, 15, 16, "S21.G00.11.004/CCH-11", "S21.G00.11.005/CCH-11"),
    Address("S21.G00.30", 9, 10, 11, 12, "S21.G00.30.009/CCH-12", "S21.G00.30.010/CCH-11"),
    Address("S21.G00.85", 4, 5, 6, 7, "S21.G00.85.004/CCH-12", "S21.G00.85.005/CCH-11"),
)


def build_control(address: Address) -> Control:
    def judge_address(context: Context, values: Values) -> None:
        if address.postcode not in values:
            return
        if address.country in values or address.foreign in values:
            context.fail(address.exclusive, values.get(address.postcode))
        if address.city not in values:
            context.fail(address.needed, line=context.line_of(address.postcode))

    return judge_address


for _address in ADDRESSES:
    closing(_address.block, _address.exclusive, _address.needed)(build_control(_address))
