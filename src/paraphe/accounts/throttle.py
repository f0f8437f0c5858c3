"""A growing delay after failures: per account, per known browser, per address. Never a permanent lock.

A try is counted before the secret is looked at, under a row lock, so that tries made at once cannot slip
through; a right answer takes its count back. A try made during the wait is refused without being counted or
checked, so that an outsider who insists does not lengthen it. What an outsider cannot touch: a browser that
logged in before is counted apart, a passkey is not counted at all, and a link to the person's own mailbox
clears the account (ASVS 5.0 6.1.1).
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import router, transaction

from paraphe.accounts.errors import TooManyTries
from paraphe.accounts.models import Throttle
from paraphe.kernel import clock


@dataclass(frozen=True)
class Policy:
    """`free` tries, then a wait that doubles from `first` seconds up to `cap`; forgotten after `quiet`."""

    free: int
    first: int
    cap: int
    quiet: timedelta

    def wait_after(self, failures: int) -> int:
        """Seconds to wait after that many failures in a row."""
        over = failures - self.free
        return 0 if over < 0 else min(self.cap, self.first * 2 ** min(over, 20))


POLICIES = {
    "account": Policy(free=5, first=5, cap=900, quiet=timedelta(hours=24)),
    "browser": Policy(free=5, first=5, cap=900, quiet=timedelta(hours=24)),
    "factor": Policy(free=5, first=5, cap=900, quiet=timedelta(hours=24)),
    "address": Policy(free=30, first=5, cap=900, quiet=timedelta(hours=1)),
    "mail": Policy(free=3, first=60, cap=900, quiet=timedelta(hours=1)),
    "mail_address": Policy(free=20, first=60, cap=900, quiet=timedelta(hours=1)),
}


@dataclass(frozen=True, order=True)
class Key:
    """What is counted: a policy's name and the keyed hash of its subject."""

    digest: str
    policy: str


def key(policy: str, *subject: str) -> Key:
    """The key of a subject under a policy."""
    return Key(hash_subject(policy, *subject), policy)


def hash_subject(*subject: str) -> str:
    """A keyed hash, so that tables and cookies show neither addresses nor names."""
    text = "\x1f".join(part.strip().lower() for part in subject)
    return hmac.new(
        settings.SECRET_KEY.encode(), f"paraphe.throttle\x1f{text}".encode(), hashlib.sha256
    ).hexdigest()


def network_of(ip: str) -> str:
    """The address as counted: whole for IPv4, its /64 for IPv6, which one person owns entirely."""
    address = ipaddress.ip_address(ip)
    if address.version == 6:
        return str(ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(address)


@dataclass(frozen=True)
class Receipt:
    """What the rows were before a try, so that a right answer leaves no trace."""

    before: tuple[tuple[str, int, datetime], ...]


def count_try(*keys: Key) -> Receipt:
    """Count one try against each key, all or none; TooManyTries where one of them must wait."""
    now = clock.now()
    with transaction.atomic(using=router.db_for_write(Throttle)):
        rows = _hold([each.digest for each in keys])
        wait = max((_remaining(row, now) for row in rows.values()), default=0)
        if wait:
            raise TooManyTries(wait)
        before = tuple((row.key, row.failures, row.failed_at) for row in rows.values())
        for each in keys:
            _count(rows[each.digest], POLICIES[each.policy], now)
    return Receipt(before)


def forgive_try(receipt: Receipt) -> None:
    """Take back a try whose answer was right; failures counted by others meanwhile stay."""
    with transaction.atomic(using=router.db_for_write(Throttle)):
        rows = _hold([digest for digest, _, _ in receipt.before])
        for digest, failures, failed_at in receipt.before:
            row = rows[digest]
            if row.failures <= failures + 1:
                row.failures, row.failed_at, row.blocked_until = failures, failed_at, None
            else:
                row.failures -= 1
            row.save()


def clear(*keys: Key) -> None:
    """Forget all failures of the keys: the person proved the mailbox or the factor."""
    Throttle.objects.filter(key__in=[each.digest for each in keys]).delete()


def forget_old_counts() -> int:
    """Delete counts that no policy reads any more; the number of rows deleted. For the daily job."""
    limit = clock.now() - max(policy.quiet for policy in POLICIES.values())
    return Throttle.objects.filter(failed_at__lt=limit).delete()[0]


def _hold(digests: Sequence[str]) -> dict[str, Throttle]:
    """The rows of the keys, made where absent, locked in one order."""
    Throttle.objects.bulk_create([Throttle(key=digest) for digest in sorted(digests)], ignore_conflicts=True)
    rows = Throttle.objects.select_for_update().filter(key__in=digests).order_by("key")
    return {row.key: row for row in rows}


def _remaining(row: Throttle, now: datetime) -> int:
    if row.blocked_until is None or row.blocked_until <= now:
        return 0
    return ceil((row.blocked_until - now).total_seconds())


def _count(row: Throttle, policy: Policy, now: datetime) -> None:
    row.failures = 1 if now - row.failed_at > policy.quiet else row.failures + 1
    row.failed_at = now
    wait = policy.wait_after(row.failures)
    row.blocked_until = now + timedelta(seconds=wait) if wait else None
    row.save()
