"""Short addresses of the leaflet's acts, `/aller/<name>`: they work from a printed sheet and survive log-in."""

ACTS = {"ajouter-declarant": "access:invite", "supprimer-declarant": "access:people"}
"""Name of the act, and the page of the body it lands on."""
