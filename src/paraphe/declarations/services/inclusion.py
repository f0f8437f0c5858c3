"""Resuming what a crash left recorded and not yet included in the log."""

from paraphe.declarations.models import Filing
from paraphe.signatures import services as signatures


def include_filing(filing: Filing) -> None:
    """Have the log include a filing; nothing happens where it is included already. Called outside any transaction."""
    signatures.include_signature(filing.signature)


def resume_inclusions(*, limit: int = 50) -> int:
    """Include the oldest filings left pending, at most `limit`; how many there were. Safe to call at any time."""
    rows = Filing.objects.filter(signature__inclusion__isnull=True).select_related("signature").order_by("pk")
    pending = list(rows[:limit])
    for filing in pending:
        include_filing(filing)
    return len(pending)
