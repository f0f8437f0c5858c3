"""Pages of a list, kept in the address: `?page=2` beside the filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


@dataclass(frozen=True)
class PageLink:
    """One number of the pages bar; `url` is empty for the page shown, `number` 0 is a gap."""

    number: int
    url: str


@dataclass(frozen=True)
class Pages:
    """One page of rows, and the links to the others."""

    rows: Sequence[Any]
    total: int
    links: tuple[PageLink, ...]
    previous_url: str
    next_url: str


def paginate(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> Pages:
    """The page asked by `?page=`; the first when it is not a number, the last when it is out of range."""
    paginator: Paginator[Any] = Paginator(rows, per_page)
    page = paginator.get_page(request.GET.get("page"))
    shown = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = tuple(_link(request, number, page) for number in shown)
    previous = address_with_page(request, page.previous_page_number()) if page.has_previous() else ""
    following = address_with_page(request, page.next_page_number()) if page.has_next() else ""
    return Pages(list(page.object_list), paginator.count, links, previous, following)


def address_with_page(request: HttpRequest, number: int) -> str:
    """The address of the request with another page number."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}"


def _link(request: HttpRequest, number: int | str, page: Page[Any]) -> PageLink:
    if not isinstance(number, int):
        return PageLink(0, "")
    return PageLink(number, "" if number == page.number else address_with_page(request, number))
