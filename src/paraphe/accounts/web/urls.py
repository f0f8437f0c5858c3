"""Addresses of the accounts room: every one of them is here; allauth's own table is not included.

Three names are allauth's, which looks them up: `account_login`, `account_logout`, `mfa_authenticate`.
"""

from django.urls import path

from paraphe.accounts.web.views import (
    account,
    address,
    arriving,
    enrolment,
    login,
    loss,
    naming,
    password,
    proof,
    sessions,
)

urlpatterns = [
    path("compte/", account.show_account, name="accounts_home"),
    path("compte/confirmer/", account.confirm_profile, name="accounts_profile_confirm"),
    # opening an account of one's own
    path("compte/creer/", arriving.register, name="accounts_register"),
    path("compte/creer/envoye/", arriving.show_sent, name="accounts_register_sent"),
    path("compte/creer/finir/", arriving.finish, name="accounts_register_finish"),
    path("compte/creer/lien/<str:token>/", arriving.open_link, name="accounts_register_link"),
    # coming in and going out
    path("compte/connexion/", login.log_in, name="account_login"),
    path("compte/connexion/cle/", login.log_in_by_passkey, name="accounts_login_passkey"),
    path("compte/connexion/cle/defi/", login.challenge_log_in, name="accounts_login_challenge"),
    path("compte/connexion/second-facteur/", login.prove_second_factor, name="mfa_authenticate"),
    path(
        "compte/connexion/second-facteur/defi/",
        login.challenge_second_factor,
        name="accounts_second_factor_challenge",
    ),
    path("compte/connexion/second-facteur/remplacer/", loss.replace_factor, name="accounts_factor_replace"),
    path("compte/deconnexion/", login.log_out, name="account_logout"),
    # second factors
    path("compte/second-facteur/", enrolment.choose_factor, name="accounts_enrolment"),
    path("compte/second-facteur/application/", enrolment.enrol_totp, name="accounts_totp"),
    path("compte/second-facteur/cle/", enrolment.enrol_passkey, name="accounts_passkey"),
    path("compte/second-facteur/cle/defi/", enrolment.challenge_enrolment, name="accounts_passkey_challenge"),
    path("compte/second-facteur/perte/arreter/", loss.cancel_mine, name="accounts_recovery_cancel_mine"),
    path(
        "compte/second-facteur/perte/<str:token>/arreter/",
        loss.cancel_by_link,
        name="accounts_recovery_cancel",
    ),
    path("compte/second-facteur/<str:ref>/retirer/", enrolment.remove_credential, name="accounts_remove"),
    path("compte/codes-de-secours/", enrolment.draw_recovery_codes, name="accounts_recovery"),
    path("compte/codes-de-secours/fichier/", enrolment.save_recovery_codes, name="accounts_recovery_file"),
    # proof for one act
    path("compte/preuve/defi/", proof.challenge_act, name="accounts_step_up_challenge"),
    # password, name and address
    path("compte/mot-de-passe/", password.change_password, name="accounts_password"),
    path("compte/mot-de-passe/oublie/", password.request_reset, name="accounts_reset"),
    path("compte/mot-de-passe/oublie/envoye/", password.show_reset_sent, name="accounts_reset_sent"),
    path("compte/mot-de-passe/nouveau/", password.reset_password, name="accounts_reset_password"),
    path(
        "compte/mot-de-passe/nouveau/<str:ref>/<str:key>/",
        password.open_reset_link,
        name="accounts_reset_link",
    ),
    path("compte/nom/", naming.change_name, name="accounts_name"),
    path("compte/nom/retirer/", naming.withdraw_name, name="accounts_name_withdraw"),
    path("compte/adresse/", address.request_email_change, name="accounts_email"),
    path("compte/adresse/retirer/", address.withdraw_email_change, name="accounts_email_withdraw"),
    path(
        "compte/adresse/confirmer/<str:token>/", address.confirm_email_change, name="accounts_email_confirm"
    ),
    # sessions
    path("compte/sessions/", sessions.list_sessions, name="accounts_sessions"),
    path("compte/sessions/autres/fermer/", sessions.end_other_sessions, name="accounts_sessions_end_others"),
    path("compte/sessions/<int:session_id>/fermer/", sessions.end_session, name="accounts_session_end"),
]
