"""The verbs of rights: each decides, writes, records one entry."""

from paraphe.access.services.absences import announce_absence, close_past_absence, end_absence
from paraphe.access.services.administrators import (
    appoint_administrator,
    choose_accords,
    end_administrator,
    replace_administrator,
)
from paraphe.access.services.bodies import close_subscriptions, open_subscriptions, register_body
from paraphe.access.services.bulk import (
    apply_file,
    check_file,
    drop_file,
    fail_file,
    forget_files,
    order_file,
    receive_file,
    repeat_file,
)
from paraphe.access.services.candidacies import (
    apply_leaver,
    propose_candidacy,
    request_key,
    switch_path,
    withdraw_candidacy,
)
from paraphe.access.services.candidacy_decisions import (
    contest_candidacy,
    expire_candidacy,
    give_accord,
    refuse_candidacy,
    remind_candidacy,
)
from paraphe.access.services.candidacy_keys import redeem_key
from paraphe.access.services.changes import change_rights
from paraphe.access.services.closing import close_body
from paraphe.access.services.contesting import contest_by_letter
from paraphe.access.services.contests import check_contest_at_desk, uphold_contest
from paraphe.access.services.desk import appoint_operator, end_operator
from paraphe.access.services.establishments import (
    ignore_register_event,
    ignore_register_events,
    transfer_establishment,
    welcome_establishment,
)
from paraphe.access.services.habilitations import close_habilitations, grant_habilitations
from paraphe.access.services.identity import (
    agree_at_desk,
    agree_for_mailbox,
    clear_doubt,
    correct_name,
    leave_everything,
    refuse_name,
)
from paraphe.access.services.lapsing import lapse_rights
from paraphe.access.services.letters import mark_posted, mark_returned, print_letter, queue_letter
from paraphe.access.services.pending import (
    choose_four_eyes,
    confirm_change,
    expire_change,
    propose_change,
    refuse_change,
    withdraw_change,
)
from paraphe.access.services.people import (
    accept_invitation,
    end_membership,
    end_memberships,
    invite_declarant,
    renew_invitation,
    withdraw_invitation,
)
from paraphe.access.services.profiles import retire_profile, save_profile
from paraphe.access.services.proving import (
    check_document,
    expire_proof,
    pass_document,
    redeem_code,
    refuse_document,
    request_proof,
    send_mailbox_code,
)
from paraphe.access.services.recovery import (
    cancel_recovery,
    check_recovery,
    confirm_factor,
    open_recovery,
    redeem_recovery_key,
    refuse_recovery,
    reject_recovery,
    request_recovery_key,
)
from paraphe.access.services.registration import (
    expire_application,
    open_application,
    open_prepared,
    prepare_application,
    withdraw_application,
)
from paraphe.access.services.requests import (
    answer_request,
    approve_request,
    ask_requester,
    escalate_request,
    expire_request,
    refuse_request,
    remind_request,
    save_request_draft,
    send_request,
    settle_request,
    withdraw_request,
)
from paraphe.access.services.suspensions import (
    reactivate_membership,
    suspend_inactive,
    suspend_membership,
)
from paraphe.access.services.tokens import close_token, open_token
from paraphe.access.services.undoing import require_undoable, undo_act

__all__ = [
    "accept_invitation",
    "agree_at_desk",
    "agree_for_mailbox",
    "announce_absence",
    "answer_request",
    "apply_file",
    "apply_leaver",
    "appoint_administrator",
    "appoint_operator",
    "approve_request",
    "ask_requester",
    "cancel_recovery",
    "change_rights",
    "check_contest_at_desk",
    "check_document",
    "check_file",
    "check_recovery",
    "choose_accords",
    "choose_four_eyes",
    "clear_doubt",
    "close_body",
    "close_habilitations",
    "close_past_absence",
    "close_subscriptions",
    "close_token",
    "confirm_change",
    "confirm_factor",
    "contest_by_letter",
    "contest_candidacy",
    "correct_name",
    "drop_file",
    "end_absence",
    "end_administrator",
    "end_membership",
    "end_memberships",
    "end_operator",
    "escalate_request",
    "expire_application",
    "expire_candidacy",
    "expire_change",
    "expire_proof",
    "expire_request",
    "fail_file",
    "forget_files",
    "give_accord",
    "grant_habilitations",
    "ignore_register_event",
    "ignore_register_events",
    "invite_declarant",
    "lapse_rights",
    "leave_everything",
    "mark_posted",
    "mark_returned",
    "open_application",
    "open_prepared",
    "open_recovery",
    "open_subscriptions",
    "open_token",
    "order_file",
    "pass_document",
    "prepare_application",
    "print_letter",
    "propose_candidacy",
    "propose_change",
    "queue_letter",
    "reactivate_membership",
    "receive_file",
    "redeem_code",
    "redeem_key",
    "redeem_recovery_key",
    "refuse_candidacy",
    "refuse_change",
    "refuse_document",
    "refuse_name",
    "refuse_recovery",
    "refuse_request",
    "register_body",
    "reject_recovery",
    "remind_candidacy",
    "remind_request",
    "renew_invitation",
    "repeat_file",
    "replace_administrator",
    "request_key",
    "request_proof",
    "request_recovery_key",
    "require_undoable",
    "retire_profile",
    "save_profile",
    "save_request_draft",
    "send_mailbox_code",
    "send_request",
    "settle_request",
    "suspend_inactive",
    "suspend_membership",
    "switch_path",
    "transfer_establishment",
    "undo_act",
    "uphold_contest",
    "welcome_establishment",
    "withdraw_application",
    "withdraw_candidacy",
    "withdraw_change",
    "withdraw_invitation",
    "withdraw_request",
]
