"""Every operation of the API: importing the modules that define them fills the list."""

from paraphe.access.api import listing, presence, reading, writing
from paraphe.access.api import operations as _operations

MODULES = (reading, listing, writing, presence)
OPERATIONS = tuple(_operations.OPERATIONS)
