"""The public face: reading the log, sending, taking back what returns, and each person's choices."""

from paraphe.notifications.services.choices import choose_ways, forget_old_notices, mark_all_read, mark_read
from paraphe.notifications.services.reading import UNRULED, next_digest_at, read_journal, start_reading_here
from paraphe.notifications.services.reminders import remind_of_register_news
from paraphe.notifications.services.returned import Taken, take_returned_mail
from paraphe.notifications.services.sending import send_due, send_one
from paraphe.notifications.services.worker import deliver_pending, run_worker

__all__ = [
    "UNRULED",
    "Taken",
    "choose_ways",
    "deliver_pending",
    "forget_old_notices",
    "mark_all_read",
    "mark_read",
    "next_digest_at",
    "read_journal",
    "remind_of_register_news",
    "run_worker",
    "send_due",
    "send_one",
    "start_reading_here",
    "take_returned_mail",
]
