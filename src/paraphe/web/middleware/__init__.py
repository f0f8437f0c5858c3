"""Layers around every view, outermost first: Surroundings, Limits, AccessRecord, ReadOnly, Problems."""

from paraphe.web.middleware.limits import Limits
from paraphe.web.middleware.reading import ReadOnly
from paraphe.web.middleware.recording import AccessRecord
from paraphe.web.middleware.surroundings import Surroundings
from paraphe.web.middleware.telling import Problems

__all__ = ["AccessRecord", "Limits", "Problems", "ReadOnly", "Surroundings"]
