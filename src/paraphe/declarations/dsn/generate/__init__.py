"""Synthetic DSN files of any size, valid unless one named fault is asked: for tests, demonstrations and benches."""

from paraphe.declarations.dsn.generate.faults import FAULTS, FaultSpec
from paraphe.declarations.dsn.generate.writing import DEFAULT_MONTH, Spec, build_fault_spec, write

__all__ = ["DEFAULT_MONTH", "FAULTS", "FaultSpec", "Spec", "build_fault_spec", "write"]
