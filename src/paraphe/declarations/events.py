"""Facts this room records."""

DRAFT_FROZEN = "declarations.draft.frozen"
FILING_FILED = "declarations.filing.filed"
DOSSIER_DOWNLOADED = "declarations.dossier.downloaded"
