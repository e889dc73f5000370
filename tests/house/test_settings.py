"""A server set up as .env.example says passes every check; a careless one is told why not."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from portal import checks, middleware
from tests.house.source import ROOT

EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)


def test_every_setting_a_server_may_decide_stands_in_the_example():
    asked = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"")
    settings_files = [*(ROOT / "portal").glob("settings*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in settings_files)
    told = re.findall(
        r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    elsewhere = {"POSTGRES_PASSWORD", "READ_DOT_ENV"}  # of the compose file, of the tests
    assert set(asked.findall(text)) ^ set(told) == elsewhere
    assert len(told) == len(set(told))


def manage(place, *words, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "READ_DOT_ENV": "0",
            "VAR_DIR": str(place / "var"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_server_set_up_like_the_example_passes_every_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **EXAMPLE)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_fresh_copy_without_any_setting_passes_the_checks(tmp_path):
    done = manage(tmp_path, "check", "--database", "default", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


def test_secrets_are_made_once_and_kept_private(tmp_path):
    manage(tmp_path, "check")
    made = {path.name: path.read_text() for path in (tmp_path / "var").iterdir()}
    manage(tmp_path, "check")
    assert {path.name: path.read_text() for path in (tmp_path / "var").iterdir()} == made
    assert sorted(made) == ["audit_key", "field_key", "secret_key"]
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "var").iterdir()} == {"0o600"}


def test_below_a_path_files_and_cookies_move_along(tmp_path):
    code = (
        "from django.conf import settings as s; from django.urls import set_script_prefix;"
        "set_script_prefix('/yxyp/');"
        "print(s.STATIC_URL, s.MEDIA_URL, s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH)"
    )
    done = manage(tmp_path, "shell", "-v", "0", "-c", code, FORCE_SCRIPT_NAME="/yxyp")
    assert done.stdout.split() == ["/yxyp/static/", "/yxyp/media/", "/yxyp/", "/yxyp/"]


def test_a_command_knows_every_guard_and_sentence_without_a_page(tmp_path):
    code = (
        "from kit import audit; from schools.actions import recycling; before ="
        " (len(recycling.GUARDS), len(audit.SENTENCES)); import portal.urls;"
        "print(before == (len(recycling.GUARDS), len(audit.SENTENCES)))"
    )
    python = f"import django; django.setup(); {code}"
    done = subprocess.run(
        [sys.executable, "-c", python],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "READ_DOT_ENV": "0",
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "True", done.stderr


CARELESS = [
    ("secrets_are_long_enough", {"SECRET_KEY": "short"}, "portal.E001"),
    ("debugging_stays_off_the_network", {"DEBUG": True, "HTTPS": True}, "portal.E002"),
    ("host_names_are_given", {"HTTPS": True, "ALLOWED_HOSTS": ["*"]}, "portal.E003"),
    ("host_names_are_given", {"HTTPS": True, "ALLOWED_HOSTS": ["localhost"]}, "portal.E003"),
    ("mail_is_whole", {"EMAIL_CONFIGURED": True, "DEFAULT_FROM_EMAIL": ""}, "portal.W003"),
    ("mail_is_whole", {"DEFAULT_FROM_EMAIL": "portal@example.com"}, "portal.W003"),
    ("operator_is_named", {"SITE_OPERATOR": "", "SITE_ICP": "备案号"}, "portal.W004"),
]


@pytest.mark.parametrize(("check", "values", "expected"), CARELESS)
def test_carelessness_is_named(check, values, expected):
    with override_settings(**values):
        assert [message.id for message in getattr(checks, check)()] == [expected]


@pytest.mark.parametrize("folder", ["VAR_DIR", "MEDIA_ROOT"])
def test_a_folder_nobody_may_write_to_is_named(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(checks.os, "access", lambda place, mode: False)
    assert "portal.E004" in {message.id for message in checks.folders_can_be_written()}


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (2, "6.6.6.6, 10.0.0.7, 10.0.0.1", "10.0.0.7"),
        (2, "10.0.0.7", "127.0.0.1"),
    ],
)
def test_the_visitors_address_is_believed_from_own_proxies_only(proxies, header, expected):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    with override_settings(PROXY_COUNT=proxies):
        assert middleware.ClientAddress(lambda r: r.META["REMOTE_ADDR"])(request) == expected


def test_a_proxy_on_another_machine_says_that_the_visitor_came_by_https(tmp_path):
    told = "from django.conf import settings as s; print(s.SECURE_PROXY_SSL_HEADER)"
    asked = [manage(tmp_path, "shell", "--no-imports", "-c", told, PROXY_COUNT=n) for n in "01"]
    nobody, proxy = (done.stdout.strip() for done in asked)
    assert (nobody, proxy) == ("None", "('HTTP_X_FORWARDED_PROTO', 'https')")


@pytest.mark.parametrize(("rules", "values"), [("asvs", "0 0 0 365"), ("dengbao", "3 90 5 180")])
def test_one_switch_chooses_kinds_of_signs_days_past_passwords_and_unused_days(
    tmp_path, rules, values
):
    told = (
        "from django.conf import settings as s;"
        "print(s.PASSWORD_CLASSES, s.PASSWORD_DAYS, s.PASSWORD_KEPT, s.UNUSED_DAYS)"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", told, PASSWORD_RULES=rules)
    assert done.stdout.strip() == values, done.stderr


def test_nothing_but_this_site_is_loaded_or_framed():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    values = {value for rule in policy.values() for value in rule}
    assert values == {"'none'", "'self'", "data:", "blob:"}
    assert {"data:", "blob:"} & set(policy["script-src"]) == set()


@pytest.mark.parametrize("lock", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_with_its_hash(lock):
    wanted = re.findall(r"^(\w[\w-]*)", (ROOT / f"{lock}.in").read_text(), re.MULTILINE)
    locked = re.findall(
        r"^([\w-]+)==\S+ \\\n    --hash=", (ROOT / f"{lock}.txt").read_text(), re.MULTILINE
    )
    assert sorted(set(wanted) - set(locked)) == []
    assert "://" not in (ROOT / f"{lock}.txt").read_text()


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"HTTPS": "1"}, "__Host-session __Host-csrf"),
        ({"HTTPS": "1", "FORCE_SCRIPT_NAME": "/yxyp"}, "sessionid csrftoken"),
    ],
)
def test_cookies_belong_to_this_host_alone_where_https_and_all_of_it_are_ours(
    tmp_path, variables, names
):
    told = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    done = manage(tmp_path, "shell", "--no-imports", "-c", told, **variables)
    assert done.stdout.strip() == names
