"""Settings of the accounts room, star-imported by the portal's settings."""

LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "/"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "paraphe.accounts.passwords.RefusedListValidator"},
    {"NAME": "paraphe.accounts.passwords.OwnNameValidator"},
]
# scrypt holds 16 MB for each hash, which makes guessing dear; its processor time is that of Django's default
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# allauth: the person, the stages of log-in, no sign-up of its own
ACCOUNT_ADAPTER = "paraphe.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is verified by the link that completes the account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False  # told from the journal, by the notifications room
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # the age of the session's cookie is the idle limit
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = (
    False  # counted by paraphe.accounts.throttle: a growing delay, in one table for all workers
)

MFA_ADAPTER = "paraphe.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = "Paraphe"
MFA_TOTP_TOLERANCE = 1

USERSESSIONS_TRACK_ACTIVITY = False  # paraphe.accounts.middleware writes it, every five minutes
