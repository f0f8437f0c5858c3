"""Who is concerned by an act on the rights of a body, by a request, a proposal, a file or a token."""

from collections.abc import Iterable

from paraphe.access import deputies
from paraphe.access import selectors as access
from paraphe.access.selectors import AccessRequest, Habilitation
from paraphe.notifications.audiences import Body, Recipient, administrators_touched, all_administrators
from paraphe.registry import selectors as registry


def _people(refs: Iterable[str], body: Body) -> list[Recipient]:
    out = {body["actor"], ""}
    return [Recipient(ref, body["siren"]) for ref in dict.fromkeys(refs) if ref not in out]


def the_changed(body: Body) -> list[Recipient]:
    """Whoever is given or loses rights in one act, or belongs again, but those the act invites and its actor."""
    invited = {one.person for one in the_invitees(body)}
    refs = [grant["person"] for grant in body["grants"]]
    refs += [right.person.ref for right in access.rights_named(body["closed"]).values()]
    refs += [row["person"] for row in body.get("members", ())]
    return _people((ref for ref in sorted(refs) if ref not in invited), body)


def the_invitees(body: Body) -> list[Recipient]:
    """Whom the act invites, or no longer invites."""
    rows = access.invitations_named(body["invitations"]).values()
    return _people(sorted(row.person.ref for row in rows), body)


def the_removed(body: Body) -> list[Recipient]:
    """Those whose memberships end in one act."""
    return _people((row["person"] for row in body["members"]), body)


def fellows_of_proposal(body: Body) -> list[Recipient]:
    """The administrators who heard of a proposal, but the one who made it."""
    return [one for one in administrators_touched(body) if one.person != body.get("proposed_by")]


def the_proposer(body: Body) -> list[Recipient]:
    """Who proposed the change, unless it is his own act."""
    return _people([body.get("proposed_by", "")], body)


def users_of_services(body: Body) -> list[Recipient]:
    """Whoever has a running right on a service that an establishment no longer uses."""
    rights = access.running_rights(registry.organisation_by_siren(body["siren"]))
    closed = closed_services(body)
    held = {
        right.person.ref
        for right in rights
        if any(
            service == right.service.code and right.siret_text in (None, siret) for siret, service in closed
        )
    }
    return _people(sorted(held), body)


def widened_rights(body: Body) -> list[Habilitation]:
    """The running rights on all establishments that the services an entry opens make wider; none while nobody has any.

    Those the same entry gives a right are told of it, and are left out.
    """
    opened = {row["service"] for row in body["subscriptions"]}
    given = {grant["person"] for grant in body.get("grants", ())}
    rights = access.running_rights(registry.organisation_by_siren(body["siren"])) if opened else []
    return [
        right
        for right in rights
        if right.siret is None and right.service.code in opened and right.person.ref not in given
    ]


def the_covered(body: Body) -> list[Recipient]:
    """Whose rights on all establishments become wider."""
    return _people(sorted({right.person.ref for right in widened_rights(body)}), body)


def widens(body: Body) -> bool:
    """Whether some right becomes wider."""
    return bool(widened_rights(body))


def closed_services(body: Body) -> list[tuple[str, str]]:
    """The (SIRET, service) that an entry closes."""
    rows = access.Subscription.objects.filter(ref__in=body["subscriptions"])
    return list(rows.order_by("pk").values_list("establishment__siret", "service__code"))


def request_of(body: Body) -> AccessRequest | None:
    """The request an entry is about."""
    return deputies.request_named(body["request"])


def request_deciders(body: Body) -> list[Recipient]:
    """Who can answer a request, deputies in the place of those away; those the entry names where it names some."""
    if body.get("to"):
        return _people(body["to"], body)
    row = request_of(body)
    return _people((one.ref for one in deputies.deciders_of_request(row)), body) if row else []


def request_waiters(body: Body) -> list[Recipient]:
    """The same, while the request still waits for an answer."""
    row = request_of(body)
    return request_deciders(body) if row is not None and row.state in ("sent", "asked") else []


def reminded_deciders(body: Body) -> list[Recipient]:
    """Who is reminded that a request waits for an answer."""
    return [one for one in request_waiters(body) if one.person != body["person"]]


def reminded_requester(body: Body) -> list[Recipient]:
    """Who asked, where the request waits for what she was asked back."""
    return [one for one in request_waiters(body) if one.person == body["person"]]


def the_deputy(body: Body) -> list[Recipient]:
    """Who stands in for an administrator who is away."""
    return _people([body["deputy"]], body)


def fellows_of_absent(body: Body) -> list[Recipient]:
    """The other administrators, but the deputy, who hears of it apart."""
    return [one for one in all_administrators(body) if one.person != body["deputy"]]
