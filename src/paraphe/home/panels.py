"""Recent files of the body, as far as the person may see them: those to finish, and those deposited."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from paraphe.access.vocabulary import Level
from paraphe.access.wording import of_person
from paraphe.accounts.selectors import Person
from paraphe.declarations import selectors as declarations
from paraphe.declarations.texts import short_title
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Entry, Mark
from paraphe.web.templatetags.formats import hour, short_day

SHOWN = 5


@dataclass(frozen=True)
class Panels:
    """What the home shows of declarations; `may_prepare` draws the button that begins one."""

    drafts: Sequence[Entry]
    filings: Sequence[Entry]
    may_prepare: bool


def build_panels(organisation: Organisation, person: Person) -> Panels:
    """The latest drafts and filings the person may see, in a constant number of queries."""
    levels = declarations.levels_of(organisation, person.pk)
    drafts = declarations.drafts_for(organisation, person.pk, limit=SHOWN)
    filings = declarations.filings_for(organisation, person.pk, limit=SHOWN)
    return Panels(
        drafts=[
            Entry(
                when=short_day(row.received_at),
                at=hour(row.received_at),
                title=short_title(row.items),
                url=reverse("declarations:draft", args=[organisation.ref, row.ref]),
                note=f"Reçue {of_person(row.received_by.full_name)}.",
                mark=_draft_mark(accepted=row.is_accepted, test=row.is_test),
            )
            for row in drafts
        ],
        filings=[
            Entry(
                when=short_day(row.filed_at),
                at=hour(row.filed_at),
                title=short_title(row.draft.items),
                url=reverse("declarations:receipt", args=[organisation.ref, row.ref]),
                note=f"Signée par {row.person.full_name}.",
                mark=Mark("proof", "Signée et scellée"),
            )
            for row in filings
        ],
        may_prepare=any(level >= Level.PREPARE for level in levels.values()),
    )


def _draft_mark(*, accepted: bool, test: bool) -> Mark:
    if not accepted:
        return Mark("bad", "À corriger")
    return Mark("info", "Essai") if test else Mark("info", "Prête à signer")
