"""Settings of the delivery toolbox, star-imported by the portal's settings."""

import os

FORM_RENDERER = "paraphe.web.forms.PortalRenderer"
CSRF_FAILURE_VIEW = "paraphe.web.failures.csrf_failed"
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# bodies in bytes: of any form, and of the pages that take files
PARAPHE_MAX_FORM = 2 * 1024 * 1024
PARAPHE_MAX_BODY = int(os.environ.get("PARAPHE_MAX_BODY", "220200960"))
PARAPHE_OPERATOR = {
    name: os.environ.get(f"PARAPHE_OPERATOR_{name.upper()}", "")
    for name in (
        "name",
        "address",
        "email",
        "phone",
        "publisher",
        "host",
        "data_protection",
        "accessibility",
        "security",
        "source_url",
    )
}
