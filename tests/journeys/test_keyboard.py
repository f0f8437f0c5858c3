"""The administrator works by the keyboard alone: Tab, Enter, Space, the arrows of a group, and typing."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

FOCUSED = """() => {
  const one = document.activeElement;
  const labels = [...(one.labels ?? [])].map((label) => label.innerText);
  const box = one.getBoundingClientRect();
  const ringed = (what) => what && getComputedStyle(what).outlineStyle !== "none";
  return {
    name: [one.getAttribute("aria-label"), ...labels, one.innerText].filter(Boolean).join(" ").trim(),
    kind: one.localName + (one.type ? `:${one.type}` : ""),
    shown: box.width > 0 && box.height > 0,
    ringed: ringed(one) || ringed(one.closest("li, p, div, label")) || ringed(one.labels?.[0]),
  };
}"""
MOST = 80


def test_grant_right_by_keyboard_alone_succeeds(live_portal: LivePortal, new_visitor: Visitors) -> None:
    samuel = people.seeded(new_visitor(live_portal.origin), people.SAMUEL)
    page = samuel.page
    page.goto("/compte/connexion/")
    reach(page, "Aller au contenu", then="Enter")
    reach(page, "Adresse électronique", kind="input:email", then=samuel.email)
    reach(page, "Mot de passe", kind="input:password", then=samuel.password)
    reach(page, "Continuer", then="Enter")
    expect(samuel.heading).to_have_text("Prouvez que c’est bien vous")
    reach(page, "Code", kind="input:text", then=samuel.read_code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Rubriques")).to_be_attached()

    reach(page, "Droits", then="Enter")
    expect(samuel.heading).to_contain_text("Droits")
    reach(page, "Donner un droit", then="Enter")
    expect(samuel.heading).to_have_text("Donner un droit")
    reach(page, "À qui", then="Claire Maubert")
    reach(page, "Déclaration sociale nominative", kind="input:checkbox", then="Space")
    reach(page, "Consulter", kind="input:radio")
    reach(page, "Signer", kind="input:radio", key="ArrowDown")
    reach(page, "Continuer", then="Enter")
    expect(samuel.heading).to_have_text("Relisez avant de donner")
    reach(page, "Code de votre application", kind="input:text", then=samuel.read_code())
    reach(page, "Donner ce droit", then="Space")
    expect(samuel.heading).to_have_text("Le droit est donné")
    expect(page.get_by_role("main").get_by_text("Claire Maubert").first).to_be_visible()


def reach(page: Page, name: str, *, kind: str = "", key: str = "Tab", then: str = "") -> None:
    """Go on by `key` until the named control has the focus, then press the key or type the text `then`.

    Every control on the way must be shown, and show that it has the focus.
    """
    for _ in range(MOST):
        page.keyboard.press(key)
        focused: dict[str, Any] = page.evaluate(FOCUSED)
        if focused["kind"] == "body":
            continue
        assert focused["shown"], focused
        assert focused["ringed"], focused
        if focused["name"].startswith(name) and focused["kind"].startswith(kind):
            break
    else:
        raise AssertionError(f"{name!r} is not reached by {key}")
    if then in ("Enter", "Space"):
        page.keyboard.press(then)
    elif then:
        page.keyboard.type(then)
