"""Settings: everything a server may decide comes from the environment or .env; see .env.example."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

from kit import logs
from portal import servers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.bool("READ_DOT_ENV", default=True):
    env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)


def kept(name: str, make: Callable[[], str]) -> str:
    """A secret of this installation, made once. The link keeps two starting processes to one."""
    path = VAR_DIR / name
    if not path.exists():
        draft = VAR_DIR / f"{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


# Secrets: replace SECRET_KEY freely (the old one goes into SECRET_KEY_FALLBACKS for a while), but
# keep AUDIT_KEY and every FIELD_ENCRYPTION_KEYS with the backups: old data needs them for ever.
SECRET_KEY = env("SECRET_KEY", default="") or kept("secret_key", lambda: secrets.token_urlsafe(64))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
AUDIT_KEY = env("AUDIT_KEY", default="") or kept("audit_key", lambda: secrets.token_urlsafe(64))
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[]) or [
    kept("field_key", lambda: Fernet.generate_key().decode())
]

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
HTTPS = env.bool("HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
FORCE_SCRIPT_NAME = env("FORCE_SCRIPT_NAME", default="").rstrip("/") or None
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "portal",
    "selection",
    "activities",
    "honors",
    "brands",
    "schools",
    "kit",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_guid",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]
MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "portal.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "portal.headers.Fences",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above it: what differs with each request. Below it: what makes a page and its headers.
    "portal.cached.PublicPages",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.serving.Monitored",
    "portal.middleware.HandedOver",
    "portal.serving.SlowQueries",
    "portal.middleware.Traditional",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.Visible",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.Halfway",
    "portal.noting.Noted",
    "portal.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.ExpiredAccounts",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ]
        },
    }
]
FORM_RENDERER = "kit.forms.HouseRenderer"

# Data
DATABASES = servers.databases(
    env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
    env("DATABASE_REPLICA_URL", default=""),
    keep=env.int("CONN_MAX_AGE", default=60),
    patience=env.int("DATABASE_PATIENCE", default=8),
    pooled=env.bool("PGBOUNCER", default=False),
)
if "replica" in DATABASES:
    DATABASE_ROUTERS = ["portal.serving.PublicReads"]
    MIDDLEWARE.insert(1, "portal.serving.FromReplica")  # before any page is looked up
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": servers.cache(env("CACHE_URL", default="locmemcache://")),
    # Public pages, in each process whatever CACHE_URL says; a developer wants each one anew.
    "pages": {
        "BACKEND": f"django.core.cache.backends.{'dummy.Dummy' if DEBUG else 'locmem.LocMem'}Cache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
vars().update(servers.tasks(env("TASKS_URL", default="")))
if "RQ_QUEUES" in vars():
    INSTALLED_APPS += ["django_rq"]

# Language and time
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files
# Written out: the server reads these before a first request could tell it the sub-path.
STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = f"{FORCE_SCRIPT_NAME or ''}/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": servers.uploads(env("STORAGE_URL", default="")),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# nginx sends uploads itself once the portal has said yes: the internal address it knows them by.
ACCEL_LOCATION = "" if env("STORAGE_URL", default="") else env("ACCEL_LOCATION", default="")
ACCEL_LOCATION = ACCEL_LOCATION.rstrip("/")
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # form fields; files are limited where they arrive
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# A virus scanner looks at every upload when it says where it is; see kit/scanning.py.
CLAMD_URL = env("CLAMD_URL", default="")
CLAMD_REQUIRED = env.bool("CLAMD_REQUIRED", default=True)
SCHOOL_QUOTA_MB = env.int("SCHOOL_QUOTA_MB", default=5000)  # uploads of one school; 0: no limit

# How long things are kept; `manage.py cleanup` ends them. See docs/operations.md.
BIN_DAYS = env.int("BIN_DAYS", default=30)
PERSONAL_DAYS = env.int("PERSONAL_DAYS", default=730)  # whom to ask about what is closed; 0: always

# Signing in: who may, how long, by which rules
from portal.settings_accounts import *  # noqa: E402, F403

SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{FORCE_SCRIPT_NAME or ''}/"
if HTTPS and not FORCE_SCRIPT_NAME:
    # A browser takes these from this very host alone, by https, for all of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if PROXY_COUNT:  # the last of them says how the visitor came, wherever it stands
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"(^|/)(healthz|readyz)$"]  # below a sub-path too
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# The promise covers this host alone: its neighbours under the same domain are not ours to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Mail: without EMAIL_URL nothing is sent
EMAIL_CONFIGURED = bool(env("EMAIL_URL", default=""))
vars().update(
    env.email_url("EMAIL_URL") if EMAIL_CONFIGURED else env.email_url_config("dummymail://")
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="")

# Links in mails begin with it, e.g. https://brand.example.edu.cn; without it they name the page
SITE_URL = env("SITE_URL", default="").rstrip("/")
# Who runs this portal; what is empty does not appear on the page
SITE_NAME = env("SITE_NAME", default="一校一品")
SITE_TAGLINE = env("SITE_TAGLINE", default="中小学校党建品牌展示平台")
SITE_OPERATOR = env("SITE_OPERATOR", default="")
SITE_TECH_SUPPORT = env("SITE_TECH_SUPPORT", default="")
SITE_ADDRESS = env("SITE_ADDRESS", default="")
SITE_POSTCODE = env("SITE_POSTCODE", default="")
SITE_PHONE = env("SITE_PHONE", default="")
SITE_EMAIL = env("SITE_EMAIL", default="")
SITE_ICP = env("SITE_ICP", default="")
SITE_POLICE = env("SITE_POLICE", default="")
SITE_CODE = env("SITE_CODE", default="")
SITE_DATA_LICENCE = env(
    "SITE_DATA_LICENCE",
    default="可以免费复制、分析、再发布，请写明来源和下载日期，不改动数字，不用于给学校排名。",
)
SITE_EMBLEM = env("SITE_EMBLEM", default="")  # address of the official entry of 党政机关网站标识
CARD_FONT = env("CARD_FONT", default="")  # a Chinese font for pictures; empty: looked for
# Links of media reports are tried from here, but never those that lead into a private network.
CHECK_PRIVATE_LINKS = env.bool("CHECK_PRIVATE_LINKS", default=False)
SITE_LEAD_BRAND = env.int("SITE_LEAD_BRAND", default=0)

LOGGING = logs.configured(
    as_json=env.bool("LOG_JSON", default=False),
    level=env("LOG_LEVEL", default="WARNING"),
    debug=DEBUG,
)
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=1000)
# One number for all that a request writes into the log; nginx chooses it, the error page shows it.
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-ID", "EXPOSE_HEADER": False}
