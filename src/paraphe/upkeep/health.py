"""The health of a body's administration, as lists of checks: what its people are shown, and the operator."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse

from paraphe.access import selectors as access
from paraphe.access.selectors import Contest, Membership, Suspension
from paraphe.access.wording import listed
from paraphe.accounts import selectors as accounts
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import activity, closures, handovers, reviewing
from paraphe.upkeep.activity import Administration
from paraphe.upkeep.hints import register_hints
from paraphe.upkeep.unused import unused_rights
from paraphe.upkeep.vocabulary import REMINDED_AFTER, SLEEPS_AFTER, SUSPENDED_AFTER, BodyState
from paraphe.web.components import Check, Mark
from paraphe.web.templatetags.formats import day, short_day

STATE_MARKS = {
    BodyState.ACTIVE: Mark("ok", "En activité"),
    BodyState.ALONE: Mark("warn", "Un seul administrateur"),
    BodyState.SLEEPING: Mark("bad", "Administrateur absent", "clock"),
    BodyState.FROZEN: Mark("bad", "Sans administrateur"),
}


def health_of(organisation: Organisation) -> list[Check]:
    """What is well and what is weak in the administration of a body, worst first; a constant number of queries."""
    administration = activity.administrations_of([organisation])[organisation.pk]
    members = access.members_of(organisation)
    checks = [
        *_administration_checks(organisation, administration),
        *_closure_checks(organisation),
        *_contest_checks(organisation),
        *_handover_checks(organisation),
        *_suspension_checks(organisation, members),
        *_absence_checks(organisation, members),
        *_mailbox_checks(organisation, members),
        *_review_checks(organisation),
        *_unused_checks(organisation),
        *register_hints(organisation),
    ]
    order = {"bad": 0, "warn": 1}
    return sorted(checks, key=lambda check: order.get(check.kind, 2))


def _url(name: str, organisation: Organisation, query: str = "") -> str:
    """The address of a page of the body; empty where no room serves it."""
    try:
        return reverse(name, args=[organisation.ref]) + query
    except NoReverseMatch:
        return ""


def _administration_checks(organisation: Organisation, administration: Administration) -> list[Check]:
    """How many administer the whole body, and whether a sole one is there."""
    whole = [row for row in administration.administrators if row.scope is None]
    names = listed([row.person.full_name for row in whole])
    if administration.state is BodyState.FROZEN:
        note = "Aucun droit ne peut être donné. Une clé envoyée par courrier au siège permet de reprendre la main."
        return [Check("Personne n’administre tout l’organisme", note, "bad")]
    if administration.state is BodyState.ACTIVE:
        return [Check(f"{len(whole)}\u00a0administrateurs de tout l’organisme", f"{names}.")]
    url = _url("access:administrators", organisation)
    if administration.state is BodyState.SLEEPING:
        seen = day(administration.seen[whole[0].pk])
        note = f"Pas vu depuis le {seen}. Ses collègues peuvent devenir administrateurs par une clé envoyée au siège."
        return [Check(f"{names}, seul administrateur, est absent", note, "bad", url)]
    note = f"{names} décide seul. En son absence, rien ne peut changer."
    return [Check("Il faut deux administrateurs", note, "warn", url)]


def _closure_checks(organisation: Organisation) -> list[Check]:
    closure = closures.open_closure(organisation)
    if closure is None:
        return []
    note = f"Demandée par {closure.requested_by.full_name}, possible à partir du {day(closure.cooled_at)}."
    return [
        Check("La fermeture de l’espace est demandée", note, "warn", _url("upkeep:closure", organisation))
    ]


def _contest_checks(organisation: Organisation) -> list[Check]:
    count = Contest.objects.filter(organisation=organisation, state="open").count()
    if not count:
        return []
    title = "Une contestation est ouverte" if count == 1 else f"{count}\u00a0contestations sont ouvertes"
    note = "La personne contestée est gelée jusqu’à une seconde preuve."
    return [Check(title, note, "bad", _url("access:administrators", organisation))]


def _handover_checks(organisation: Organisation) -> list[Check]:
    """Departures announced: late ones first."""
    today = clock.now().astimezone(handovers.PARIS).date()
    url = _url("upkeep:handover", organisation)
    checks = []
    for row in handovers.open_handovers(organisation):
        name, on = row.leaver.person.full_name, day(row.leaves_on)
        if row.leaves_on < today:
            note = f"Son départ était prévu le {on} ; cette personne garde tous ses accès."
            checks.append(Check(f"La passation de {name} n’est pas terminée", note, "bad", url))
        else:
            checks.append(Check(f"{name} part le {on}", "Passation en cours.", "warn", url))
    return checks


def _suspension_checks(organisation: Organisation, members: Sequence[Membership]) -> list[Check]:
    stopped = access.suspended_among(members)
    if not stopped:
        return []
    names = [row.person.full_name for row in members if row.pk in stopped]
    count = len(names)
    title = "Un accès est suspendu" if count == 1 else f"{count}\u00a0accès sont suspendus"
    return [Check(title, f"{listed(names)}.", "warn", _url("upkeep:health", organisation, "#personnes"))]


def _absence_checks(organisation: Organisation, members: Sequence[Membership]) -> list[Check]:
    """People not seen for ninety days, before the portal suspends them."""
    stopped = access.suspended_among(members)
    awake = [row for row in members if row.pk not in stopped]
    seen, before = activity.last_seen(awake), clock.now() - REMINDED_AFTER
    absent = [row for row in awake if seen[row.pk] <= before]
    if not absent:
        return [Check("Chacun est venu depuis trois mois")] if awake else []
    names = [f"{row.person.full_name} (depuis le {short_day(seen[row.pk])})" for row in absent]
    count = len(absent)
    title = "Une personne n’est pas venue" if count == 1 else f"{count}\u00a0personnes ne sont pas venues"
    note = f"{listed(names)}. Sans visite pendant {SUSPENDED_AFTER.days}\u00a0jours, l’accès est suspendu."
    return [Check(f"{title} depuis trois mois", note, "warn", _url("access:people", organisation))]


def _mailbox_checks(organisation: Organisation, members: Sequence[Membership]) -> list[Check]:
    """People whose mail comes back: nothing the portal says reaches them."""
    lost = [person.full_name for person in accounts.bounced(row.person for row in members)]
    if not lost:
        return []
    title = (
        "Une adresse ne reçoit plus rien"
        if len(lost) == 1
        else f"{len(lost)}\u00a0adresses ne reçoivent plus rien"
    )
    note = f"{listed(lost)}. Les messages du portail reviennent : demandez à ces personnes de corriger leur adresse."
    return [Check(title, note, "bad", _url("access:people", organisation))]


def _review_checks(organisation: Organisation) -> list[Check]:
    """The yearly review under way: until when, or when what nobody reviewed lapses."""
    campaign = reviewing.open_campaign(organisation)
    if campaign is None:
        return []
    url = _url("upkeep:review", organisation)
    if campaign.due_at > clock.now():
        note = f"À finir avant le {day(reviewing.last_day(campaign.due_at))}."
        return [Check("La revue annuelle des droits est en cours", note, "warn", url)]
    note = f"Les droits que personne n’a relus s’éteignent le {day(reviewing.last_day(campaign.lapses_at))}."
    return [Check("La revue annuelle des droits est en retard", note, "bad", url)]


def _unused_checks(organisation: Organisation) -> list[Check]:
    """Rights that lapse within a month unless they serve."""
    count = len(unused_rights(organisation))
    if not count:
        return []
    title = "Un droit ne sert pas" if count == 1 else f"{count}\u00a0droits ne servent pas"
    note = "Inutilisé depuis près d’un an, un droit s’éteint de lui-même, un mois après l’avoir annoncé."
    return [Check(title, note, "warn", _url("upkeep:health", organisation, "#inutiles"))]


def _wake_url(row: Membership) -> str:
    """The page that restores the access of a suspended member."""
    name = "access:reactivate" if row.is_administrator else "access:reactivate_person"
    try:
        return reverse(name, args=[row.organisation.ref, row.person.ref])
    except NoReverseMatch:
        return ""


def _suspended_lines(members: Sequence[Membership]) -> list[Check]:
    """Each suspended member: since when, why, and the page that restores the access."""
    stopped = access.suspended_among(members)
    lines = []
    for row in members:
        if row.pk in stopped:
            stop = stopped[row.pk]
            note = f"Depuis le {day(stop.opened_at)}, {stop.get_cause_display()}. {stop.reason}"
            url = "" if stop.cause == Suspension.Cause.CONTEST else _wake_url(row)
            lines.append(Check(f"{row.person.full_name}, accès suspendu", note, "warn", url))
    return lines


def people_checks(organisation: Organisation) -> list[Check]:
    """What the page adds to the home's: suspended people, invitations without answer, profiles, partial scopes."""
    now = clock.now()
    members = access.members_of(organisation)
    checks = _suspended_lines(members)
    expired = [row for row in access.open_invitations_of(organisation) if row.expires_at <= now]
    if expired:
        names = listed([row.person.full_name for row in expired])
        url = _url("access:people", organisation, "?vue=attente")
        checks.append(Check("Des invitations ont expiré sans réponse", f"{names}.", "warn", url))
    scoped = [row for row in access.active_administrators_of(organisation) if row.scope is not None]
    if scoped:
        names = listed([row.person.full_name for row in scoped])
        note = f"{names}. Ils ne comptent pas parmi les administrateurs de tout l’organisme."
        checks.append(Check(f"{len(scoped)} pour certains établissements seulement", note))
    stale = accounts.stale_profiles(row.person for row in members)
    if stale:
        note = f"{listed([person.full_name for person in stale])}. Le portail le leur redemande."
        checks.append(Check(f"{len(stale)} sans nom ni adresse confirmés depuis six mois", note, "warn"))
    return checks or [Check("Aucune invitation sans réponse", "Chacun a confirmé son nom et son adresse.")]


def sleeping_note() -> str:
    """What the portal does about absences, in one sentence."""
    return (
        f"Un administrateur seul et absent {SLEEPS_AFTER.days}\u00a0jours met l’organisme en sommeil. Sans visite "
        f"pendant {REMINDED_AFTER.days}\u00a0jours, chacun est rappelé ; à {SUSPENDED_AFTER.days}\u00a0jours, son "
        "accès est suspendu, sauf celui du dernier administrateur : le représentant légal est alors prévenu."
    )
