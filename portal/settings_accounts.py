"""Settings of signing in: passwords, codes, locks, sessions, single sign-on."""

from datetime import timedelta

import environ

env = environ.Env()  # portal.settings has read .env into the environment by now

AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.Accounts",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Two styles: OWASP ASVS (long, not common, never forced to change) and 等保 (mixed, changed, not
# used again). The switch sets the defaults, each can be set by itself.
DENGBAO = env("PASSWORD_RULES", default="asvs") == "dengbao"
PASSWORD_LENGTH = env.int("PASSWORD_LENGTH", default=10)
PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=3 if DENGBAO else 0)
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=90 if DENGBAO else 0)
PASSWORD_KEPT = env.int("PASSWORD_KEPT", default=5 if DENGBAO else 0)
# An account nobody signs in to is disabled after so many days; 0: never.
UNUSED_DAYS = env.int("UNUSED_DAYS", default=180 if DENGBAO else 365)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "schools.forms.passwords.NotLikeOneself",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "schools.forms.passwords.LongEnough", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": "schools.forms.passwords.NotCommon"},
    {"NAME": "schools.forms.passwords.NotOnlyDigits"},
    {"NAME": "schools.forms.passwords.Mixed"},
    {"NAME": "schools.forms.passwords.NotUsedBefore"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # a link handed over on Friday still opens on Monday
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "office:home"
LOGOUT_REDIRECT_URL = "home"
# A code from the telephone beside the password: required of some posts, offered to all, or off.
SECOND_FACTOR = env(
    "SECOND_FACTOR", default="offered" if env.bool("DEMO", default=False) else "required"
)
OTP_TOTP_ISSUER = env("SITE_NAME", default="一校一品")
# Single sign-on at the authority's provider (OpenID Connect): see docs/operations.md
OIDC_RP_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_NAME = env("OIDC_NAME", default="统一身份认证")
if OIDC_RP_CLIENT_ID:
    AUTHENTICATION_BACKENDS.append("portal.single_sign_on.Elsewhere")
    OIDC_RP_CLIENT_SECRET = env("OIDC_CLIENT_SECRET")
    OIDC_OP_AUTHORIZATION_ENDPOINT = env("OIDC_AUTHORIZATION_URL")
    OIDC_OP_TOKEN_ENDPOINT = env("OIDC_TOKEN_URL")
    OIDC_OP_USER_ENDPOINT = env("OIDC_USERINFO_URL")
    OIDC_OP_JWKS_ENDPOINT = env("OIDC_KEYS_URL")
    OIDC_CLAIM = env("OIDC_CLAIM", default="preferred_username")
    OIDC_RP_SCOPES = env("OIDC_SCOPES", default="openid profile")
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_USE_PKCE, OIDC_TIMEOUT = True, 10
    LOGIN_REDIRECT_URL_FAILURE = LOGIN_URL
# A school shares one outward address: only the pair of name and address is ever locked.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "portal.views.errors.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Hours without a click end a session; each click starts them anew, but not beyond the limit.
SESSION_ENGINE = "schools.models.signing_in"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=8) * 3600
SESSION_LIMIT = env.int("SESSION_LIMIT_HOURS", default=24) * 3600
