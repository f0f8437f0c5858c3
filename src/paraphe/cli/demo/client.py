"""A small client that fills the portal's own forms: what the demonstration and the drills do, a person could do.

It reads pages as a browser without script does: follows redirects, keeps cookies, submits forms with the values they
carry and those it is given.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

TIMEOUT = 60


@dataclass
class Form:
    """A form of a page: where it goes, how, the names it has and the values it carries."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Forms, links and visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "svg", "title"):
            self._hidden += 1
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._read_control(tag, given)

    def _read_control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name = given.get("name", "")
        self._form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._form.values[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._form.values.setdefault(name, "")
        elif tag == "input" and name and _carries_value(given):
            self._form.values[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg", "title"):
            self._hidden -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def _carries_value(given: dict[str, str]) -> bool:
    kind = given.get("type", "text")
    if kind in ("checkbox", "radio"):
        return "checked" in given
    return kind not in ("submit", "button", "file", "reset", "image")


@dataclass(frozen=True)
class Page:
    """What came back: final address, status, bytes, and what a reader finds in them."""

    url: str
    status: int
    content: bytes

    @property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.content.decode("utf-8", "replace"))
        return reader

    @property
    def text(self) -> str:
        """The visible words of the page."""
        return " ".join(self._read.words)

    def link(self, pattern: str) -> str:
        """The address of the first link that matches; LookupError where none does."""
        for link in self._read.links:
            if re.search(pattern, link):
                return urljoin(self.url, link)
        raise LookupError(f"no link {pattern!r} on {self.url}")

    def form(self, *names: str, action: str = "") -> Form:
        """The first POST form that carries these names and goes to such an address; LookupError where none does."""
        for form in self._read.forms:
            known = form.names.issuperset(names)
            if form.method == "post" and known and re.search(action, urljoin(self.url, form.action)):
                return form
        raise LookupError(f"no form {names} {action!r} on {self.url} ({self.status}): {self.text[:300]}")


class Client:
    """One person's browser."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = Page(origin, 0, b"")

    def get(self, address: str) -> Page:
        """Open a page, by its path or its whole address."""
        return self._send(urljoin(self.origin, address))

    def submit(
        self,
        values: Mapping[str, str],
        *,
        action: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        """Fill the form of the present page that has these fields, and send it."""
        form = self.page.form(*values, *(files or ()), action=action)
        address = urljoin(self.page.url, form.action)
        filled = {**form.values, **values}
        if files is None:
            return self._send(address, urlencode(filled).encode(), self._headers())
        boundary = uuid.uuid4().hex
        headers = {**self._headers(), "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._send(address, _multipart(boundary, filled, files), headers)

    def _headers(self) -> dict[str, str]:
        return {"Origin": self.origin, "Referer": self.page.url}

    def _send(
        self, address: str, data: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        if not address.startswith(f"{self.origin}/"):
            raise ValueError(f"this client stays on {self.origin}")
        request = Request(address, data, dict(headers or {}))  # noqa: S310 (the scheme is the origin's)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                self.page = Page(answer.geturl(), answer.status, answer.read())
        except HTTPError as refusal:
            with refusal:
                self.page = Page(refusal.geturl() or request.full_url, refusal.code, refusal.read())
        return self.page


def _multipart(boundary: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> bytes:
    parts = []
    for name, value in values.items():
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for name, (filename, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
