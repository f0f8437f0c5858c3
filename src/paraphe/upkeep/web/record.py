"""The record of a hand-over done: one page to print, with the number of each act in the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from paraphe.access.selectors import Membership
from paraphe.access.wording import of_person
from paraphe.accounts import selectors as accounts
from paraphe.journal import selectors as journal
from paraphe.journal.sentences import sentence_of
from paraphe.upkeep import handovers
from paraphe.upkeep.errors import UnknownHandover
from paraphe.upkeep.models import Handover
from paraphe.upkeep.web.shown import RightLine, right_lines
from paraphe.web.components import Entry, Fact
from paraphe.web.templatetags.formats import hour, moment, number, short_day


@dataclass(frozen=True)
class Record:
    """What the page of a hand-over done shows."""

    handover: Handover
    title: str
    facts: Sequence[Fact]
    acts: Sequence[Entry]
    ended: Sequence[RightLine]
    to_give: Sequence[RightLine]
    unfinished: int


def build_record(handover: Handover) -> Record:
    """The record; UnknownHandover while it is not done."""
    leaver = Membership.objects.select_related("person").get(pk=handover.leaver_id)
    if handovers.state_of(handover) != "done" or leaver.closed_entry is None:
        raise UnknownHandover("upkeep.handover_unknown")
    rights_ended = handovers.rights_of_leaver(handover)
    keys = [handover.announced_entry, handover.named_entry, leaver.closed_entry]
    moving = handovers.what_moves(handover.organisation, leaver)
    return Record(
        handover=handover,
        title=f"Passation {of_person(leaver.person.full_name)}",
        facts=_facts(handover, leaver),
        acts=_acts([key for key in keys if key is not None]),
        ended=right_lines(handover, handovers.bundles_of(rights_ended)),
        to_give=right_lines(handover, handovers.bundles_missing(handover)),
        unfinished=len(moving.drafts) + moving.drafts_left_out,
    )


def _facts(handover: Handover, leaver: Membership) -> list[Fact]:
    successor = handover.successor
    who = successor.full_name if successor else "Les administrateurs en place"
    return [
        Fact("Organisme", handover.organisation.name, f"SIREN {handover.organisation.siren_spaced}"),
        Fact("Départ de", leaver.person.full_name, leaver.person.email),
        Fact("A pris la suite", who, successor.email if successor else ""),
        Fact("Fait le", moment(leaver.closed_at)),
        Fact("Motif", handover.reason),
        Fact("Référence", handover.ref),
    ]


def _acts(keys: Sequence[int]) -> list[Entry]:
    """The acts of the hand-over, each with who did it and its number in the register."""
    entries = journal.entries_named(keys)
    bodies = {key: journal.body_of(entries[key]) or {} for key in keys if key in entries}
    names = accounts.persons_by_ref({body.get("actor", "") for body in bodies.values()})
    lines, last = [], keys[-1]
    for key, body in bodies.items():
        entry, place = entries[key], getattr(entries[key], "place", None)
        actor = names.get(body.get("actor", ""))
        where = f"Registre nº\u00a0{number(place.index)}." if place else "Registre : inscription en cours."
        note = f"Par {actor.full_name}. {where}" if actor else where
        if key == last and "replaces" in body:
            note = f"Le départ est dans ce même acte. {note}"
        lines.append(Entry(short_day(entry.at), sentence_of(entry.event), hour(entry.at), note=note))
    return lines
