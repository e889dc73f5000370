"""Settings of the test suite: nothing of the developer's own .env, disk or network is used."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

PLACE = Path(tempfile.mkdtemp(prefix="portal-tests-"))
(PLACE / "static").mkdir()  # WhiteNoise warns when it is missing
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)

os.environ.update(
    VAR_DIR=str(PLACE),
    MEDIA_ROOT=str(PLACE / "media"),
    # A file, not memory: the browser tests' server threads need connections of their own.
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{PLACE / 'main.sqlite3'}",
    SECRET_KEY="tests-only-" + "s" * 50,
    AUDIT_KEY="tests-only-" + "a" * 50,
    FIELD_ENCRYPTION_KEYS="qoqXUJS3gM6zUrVSyBvUN1KpYPoWpVcpCOH4rOM2EEo=",
    CONN_MAX_AGE="0",
    SECOND_FACTOR="off",
)
OWN = ("DEBUG", "DEMO", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "FORCE_SCRIPT_NAME")
OWN += ("OIDC_CLIENT_ID", "PASSWORD_RULES", "SESSION_HOURS", "SESSION_LIMIT_HOURS", "UNUSED_DAYS")
OWN += ("PROXY_COUNT", "CACHE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "LOG_LEVEL")
SITE = ("NAME", "TAGLINE", "OPERATOR", "TECH_SUPPORT", "ADDRESS", "POSTCODE", "PHONE", "EMAIL")
SITE += ("ICP", "POLICE", "CODE", "URL")
for name in (*OWN, *(f"SITE_{part}" for part in SITE)):
    os.environ.pop(name, None)
os.environ["READ_DOT_ENV"] = "0"

from portal.settings import *  # noqa: E402, F403, TID251
from portal.settings import DATABASES, STORAGES  # noqa: E402, TID251

DATABASES["default"]["TEST"] = {
    "NAME": (
        f"test_portal{os.environ.get('TEST_DB_SUFFIX', '')}"
        if os.environ.get("TEST_DATABASE_URL")
        else str(PLACE / "test.sqlite3")
    )
}
if os.environ.get("TEST_DATABASE_URL"):  # nobody needs these rows after a power cut
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
