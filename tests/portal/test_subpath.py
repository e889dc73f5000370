import json
import re
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.urls import clear_script_prefix, set_script_prefix

from tests.factories import BrandFactory, SchoolFactory, published, secretary
from tests.machines import environment

ADDRESS = re.compile(r'(?:href|src|action|hx-get|hx-post|data-autosave)="(/[^"]*)"')
PAGES = ["/", "/brands/", "/login/", "/office/", "/office/activities/new/"]
# What a server does: load the application, then answer requests whose path the proxy has cut.
SERVER = """
import io, json, re, sys
from wsgiref.util import setup_testing_defaults
from django.core.management import call_command
import django
django.setup(set_prefix=False)
call_command("collectstatic", interactive=False, verbosity=0)
from portal.wsgi import application
def get(path):
    environ, said = {"PATH_INFO": path, "HTTP_HOST": "localhost"}, []
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, headers: said.append(status))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return said[0], body
html = get("/login/")[1].decode()
addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', html)
style = next(a for a in addresses if a.endswith(".css"))
json.dump({"addresses": addresses, "style": get(style.removeprefix("/column"))[0]}, sys.stdout)
"""


@pytest.fixture
def column(settings):
    """The test client leaves out what the server does for each request: setting the prefix."""
    settings.FORCE_SCRIPT_NAME = "/column"
    set_script_prefix("/column/")
    yield
    clear_script_prefix()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_address_on_a_page_stays_below_the_sub_path(client, column, path):
    school = published(SchoolFactory(introduction="简介。"))
    published(BrandFactory(school=school))
    if path.startswith("/office/"):
        client.force_login(secretary(school))

    html = client.get(path).content.decode()

    outside = [a for a in ADDRESS.findall(html) if not a.startswith(("/column/", "/static/"))]
    assert "/column/" in html
    assert outside == []


@pytest.mark.django_db
def test_a_server_below_a_path_finds_its_own_style_sheets(tmp_path):
    below = {"DJANGO_SETTINGS_MODULE": "portal.settings", "FORCE_SCRIPT_NAME": "/column"}
    told = subprocess.run(
        [sys.executable, "-c", SERVER],
        cwd=project.BASE_DIR,
        env=environment(tmp_path) | below,
        capture_output=True,
        check=True,
        text=True,
    )

    seen = json.loads(told.stdout)
    assert [a for a in seen["addresses"] if not a.startswith("/column/")] == []
    assert seen["style"] == "200 OK"


@pytest.mark.django_db
def test_a_stranger_to_the_office_is_sent_to_the_login_below_the_sub_path(client, column):
    assert client.get("/office/").url == "/column/login/?next=/column/office/"
