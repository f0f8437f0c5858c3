"""The jobs of this room, by name: each calls one verb. Deferred in the transaction that wants them."""

from procrastinate import Blueprint

QUEUE = "files"
jobs = Blueprint()
