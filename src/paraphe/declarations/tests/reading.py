"""Reading pages in tests: addresses, text without markup, forms sent as a browser would."""

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from paraphe.declarations.testing import Office

TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)


def address(name: str, office: Office, *refs: str) -> str:
    """The address of a page of declarations."""
    return reverse(f"declarations:{name}", args=[office.ref, *refs])


def text_of(response: Any) -> str:
    """What a reader sees, spaces of every kind made plain."""
    return " ".join(html.unescape(TAGS.sub(" ", response.content.decode())).split())


def upload(client: Client, office: Office, content: bytes, *, name: str = "paie.dsn") -> Any:
    """Send a file by the form."""
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return client.post(address("deposit", office), {"file": file})


def ref_in(response: Any) -> str:
    """The reference at the end of the address one is sent to."""
    assert response.status_code == 303, text_of(response)[:800]
    return str(response["Location"]).rstrip("/").rsplit("/", 1)[-1]


def ceremony_in(response: Any) -> str:
    """The ceremony offered by the page of signature."""
    found = re.search(r'name="ceremony" value="([^"]+)"', response.content.decode())
    assert found, text_of(response)[:800]
    return found[1]
