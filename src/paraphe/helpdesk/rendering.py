"""An entry as one reader sees it: the blocks that fit, as HTML. Nothing a file writes becomes a tag by itself."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from paraphe.helpdesk.knowledge import split_blocks
from paraphe.helpdesk.vocabulary import Role, Size

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline", "html_block"])
_SIZES = {size.value for size in Size}
WHO = {
    "mono": "Si votre organisme a un seul établissement",
    "multi": "Si votre organisme a plusieurs établissements",
    "visitor": "Si vous n’avez pas encore de compte",
    "candidate": "Si vous n’appartenez encore à aucun organisme",
    "declarant": "Si vous êtes déclarant",
    "administrator": "Si vous êtes administrateur",
    "operator": "Si vous tenez le bureau de l’exploitant",
}


@dataclass(frozen=True)
class Reader:
    """Who reads, as far as we know: an unknown size shows both, a visitor may be anyone but the operator."""

    role: Role = Role.VISITOR
    size: Size | None = None

    @property
    def is_known(self) -> bool:
        """Whether the reader's role is known."""
        return self.role != Role.VISITOR


def render(body: str, reader: Reader) -> SafeString:
    """The blocks that fit the reader; each is headed by whom it is for where we cannot know."""
    parts = []
    for names, text in split_blocks(body):
        if not names:
            parts.append(_MARKDOWN.render(text))
        elif _fits(names, reader):
            parts.append(_headed(names, text, reader))
    return mark_safe("".join(parts))  # noqa: S308  (markdown-it escapes every sign of HTML)


def _fits(names: frozenset[str], reader: Reader) -> bool:
    sizes, roles = names & _SIZES, names - _SIZES
    if sizes and reader.size is not None and reader.size.value not in sizes:
        return False
    if roles and not reader.is_known:
        return roles != {Role.OPERATOR.value}
    return not roles or reader.role.value in roles


def _headed(names: frozenset[str], text: str, reader: Reader) -> str:
    unsure = {name for name in names if (reader.size is None if name in _SIZES else not reader.is_known)}
    head = " ou ".join(WHO[name] for name in sorted(unsure)).replace(" ou Si", " ou si")
    title = f"<p><strong>{head}</strong></p>" if head else ""
    return f"{title}{_MARKDOWN.render(text)}"
