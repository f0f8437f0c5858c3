"""A review read again before it is signed, and what was signed of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from paraphe.access import selectors as access
from paraphe.access.changes import Change
from paraphe.journal import selectors as journal
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import reviewing
from paraphe.upkeep.models import ReviewCampaign, ReviewItem, ReviewReport
from paraphe.upkeep.reviewing import Reviewer
from paraphe.upkeep.web.pages import url_if_served
from paraphe.upkeep.web.review_shown import Line, lay_out
from paraphe.web.components import Check, Entry, Fact, Mark
from paraphe.web.templatetags.formats import day, hour, moment, number, short_day

STATES = {
    "open": Mark("info", "En cours", "clock"),
    "concluded": Mark("ok", "Terminée"),
    "lapsed": Mark("bad", "Close sans être terminée"),
}


@dataclass(frozen=True)
class Reading:
    """What the reader is about to sign."""

    change: Change
    changed: Sequence[Line]
    kept: int
    left: int
    leaving: Sequence[Line]
    consequences: Sequence[Check]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to sign."""
        return not (self.changed or self.kept or self.leaving) and bool(self.left)


def read_again(campaign: ReviewCampaign, reviewer: Reviewer) -> Reading:
    """The decisions saved, as they will be done."""
    items = reviewing.live_items(campaign)
    applied, signed = reviewing.to_apply(items, reviewer), reviewing.to_sign(items, reviewer)
    touched = {item.pk for item in applied}
    lines = lay_out(campaign, reviewer).open_lines
    changed = [line for line in lines if any(item.pk in touched for item in line.items)]
    leaving = [line for line in lines if line.items[0].right is None and line.items[0].decision == "remove"]
    gone = sum(len(line.items) for line in leaving)
    left = reviewing.count_left(items) - len({item.pk for item in signed} | touched)
    return Reading(
        change=reviewing.build_change(campaign, applied),
        changed=changed,
        kept=len(signed) - len(touched & {item.pk for item in signed}) - gone,
        left=left,
        leaving=leaving,
        consequences=_consequences(campaign, applied, leaving, left),
    )


def _plural(count: int, one: str, many: str) -> str:
    return f"{count}\u00a0{many if count > 1 else one}"


def _consequences(
    campaign: ReviewCampaign, applied: Sequence[ReviewItem], leaving: Sequence[Line], left: int
) -> list[Check]:
    """What signing entails, in plain words."""
    ended = sum(item.decision == "remove" for item in applied)
    limited = len(applied) - ended
    checks = []
    if ended:
        title = _plural(ended, "droit s’arrête aussitôt", "droits s’arrêtent aussitôt")
        checks.append(Check(title, "Ce qui a été signé reste valable.", "bad"))
    if limited:
        title = _plural(limited, "droit finira plus tôt", "droits finiront plus tôt")
        checks.append(Check(title, "Les personnes concernées en sont prévenues.", "warn"))
    if leaving:
        names = ", ".join(line.name for line in leaving)
        note = f"{names}. Signer ne les retire pas encore de l’organisme : ce sera l’acte suivant."
        checks.append(Check(_plural(len(leaving), "personne à retirer", "personnes à retirer"), note, "warn"))
    if left:
        due_on = day(reviewing.last_day(campaign.due_at))
        title = _plural(left, "décision manque encore", "décisions manquent encore")
        note = (
            f"À prendre avant le {due_on}, par vous ou par un autre administrateur. La revue reste ouverte."
        )
        checks.append(Check(title, note, "warn"))
    else:
        checks.append(Check("La revue sera terminée", "Le relevé est gardé ; son empreinte est au journal."))
    return checks


@dataclass(frozen=True)
class Done:
    """What was signed of a review, and what comes next."""

    mark: Mark
    facts: Sequence[Fact]
    reports: Sequence[tuple[ReviewReport, str, str]]
    acts: Sequence[Entry]
    next_acts: Sequence[Check]


def tell_done(campaign: ReviewCampaign) -> Done:
    """The record of a review, as far as it has come."""
    reports = list(campaign.reports.select_related("signed_by").defer("content"))
    entries = journal.entries_named([report.entry for report in reports])
    told = []
    for report in reports:
        place = getattr(entries.get(report.entry), "place", None)
        register = f"Registre nº\u00a0{number(place.index)}" if place else "Registre : inscription en cours"
        url = reverse("upkeep:review_report", args=[campaign.organisation.ref, campaign.ref, report.ref])
        told.append((report, register, url))
    return Done(STATES[campaign.state], _facts(campaign), told, _acts(campaign), _next_acts(campaign))


def _facts(campaign: ReviewCampaign) -> list[Fact]:
    by = campaign.opened_by
    items = list(campaign.items.exclude(signed_entry=None).values_list("decision", flat=True))
    counts = [
        f"{items.count('keep')} à garder",
        f"{items.count('limit')} à limiter",
        f"{items.count('remove')} à retirer",
    ]
    facts = [
        Fact("Commencée", day(campaign.opened_at), f"par {by.full_name}" if by else "par le portail"),
        Fact("À finir avant le", day(reviewing.last_day(campaign.due_at))),
        Fact("Décisions signées", ", ".join(counts)),
        Fact("Référence", campaign.ref),
    ]
    if campaign.ended_at is not None:
        facts.insert(2, Fact("Close le", moment(campaign.ended_at)))
    return facts


def _acts(campaign: ReviewCampaign) -> list[Entry]:
    """The acts on rights that the review made, each with the page where it can still be undone."""
    counts = Counter(campaign.items.values_list("applied_entry", flat=True))
    lines = []
    for entry in sorted(key for key in counts if key is not None):
        act = access.act_of_entry(entry)
        if act is not None:
            url = url_if_served("access:act", campaign.organisation.ref, act.ref)
            note = f"Par {act.actor.full_name}, référence {act.ref}."
            undone = Mark("off", "Annulé ensuite") if act.undone_at else None
            title = _plural(counts[entry], "droit changé", "droits changés")
            lines.append(Entry(short_day(act.at), title, hour(act.at), url, note, undone))
    return lines


def _next_acts(campaign: ReviewCampaign) -> list[Check]:
    """People the review says to remove, and who still belong: each with the page that does it."""
    rows = campaign.items.filter(decision="remove", membership__closed_at=None).exclude(signed_entry=None)
    people = {row.membership_id: row.membership for row in rows.select_related("membership__person")}
    held = access.running_counts(campaign.organisation)
    checks = []
    for membership in people.values():
        if membership.person_id in held:
            continue
        name = "access:end_administrator" if membership.is_administrator else "access:end_membership"
        url = url_if_served(name, campaign.organisation.ref, membership.person.ref)
        note = "N’a plus aucun droit. Retirer cette personne ferme aussi ses accès."
        checks.append(Check(f"Retirer {membership.person.full_name}", note, "link", url))
    return checks


def tell_past(organisation: Organisation) -> list[Entry]:
    """The reviews of the body, latest first, as lines of a ledger."""
    return [
        Entry(
            short_day(row.opened_at),
            "Revue annuelle",
            url=reverse("upkeep:review_done", args=[organisation.ref, row.ref]),
            note=f"Commencée par {row.opened_by.full_name}."
            if row.opened_by
            else "Commencée par le portail.",
            mark=STATES[row.state],
        )
        for row in reviewing.campaigns(organisation)[:20]
    ]
