"""Counters that name nobody: what was looked for, and whether an entry helped.

Written on the connection `outside`, as law 5 lets counters be, once the answer is made.
"""

from datetime import date, timedelta

from django.db import connections, router

from paraphe.helpdesk.models import Opinion, SearchCount
from paraphe.helpdesk.wording import mask
from paraphe.kernel import clock

MOST_TEXTS_A_DAY = 5_000
"""New texts counted in a day; above, somebody is filling the table."""
COUNTS_KEPT = timedelta(days=395)

COUNT_SEARCH = """
insert into helpdesk_searchcount (day, text, is_answered, times)
select %(day)s, %(text)s, %(answered)s, 1
where (select count(*) from helpdesk_searchcount where day = %(day)s) < %(most)s
on conflict (day, text, is_answered) do update set times = helpdesk_searchcount.times + 1
"""
COUNT_OPINION = """
insert into helpdesk_opinion (slug, month, helped, failed) values (%(slug)s, %(month)s, %(helped)s, %(failed)s)
on conflict (slug, month) do update
set helped = helpdesk_opinion.helped + %(helped)s, failed = helpdesk_opinion.failed + %(failed)s
"""


def count_search(question: str, *, is_answered: bool) -> None:
    """Count one search, its text masked and cut; nothing for an empty one."""
    text = mask(question)
    if not text:
        return
    with connections[router.db_for_write(SearchCount)].cursor() as cursor:
        cursor.execute(
            COUNT_SEARCH,
            {"day": clock.now().date(), "text": text, "answered": is_answered, "most": MOST_TEXTS_A_DAY},
        )


def count_opinion(slug: str, *, helped: bool) -> None:
    """Count one reader's opinion of an entry, for the month."""
    month: date = clock.now().date().replace(day=1)
    with connections[router.db_for_write(Opinion)].cursor() as cursor:
        cursor.execute(
            COUNT_OPINION, {"slug": slug, "month": month, "helped": int(helped), "failed": int(not helped)}
        )


def forget_old_searches() -> int:
    """Delete counts older than thirteen months; how many."""
    return SearchCount.objects.filter(day__lt=clock.now().date() - COUNTS_KEPT).delete()[0]
