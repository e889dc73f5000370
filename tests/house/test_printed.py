"""Whatever is made to be printed is told to the log."""

import re

import pytest
from django.db import transaction
from django.template import Template
from django.urls import reverse

from kit.models import AuditEntry
from tests.house.roles import TABLE
from tests.house.source import ROOT

LAYOUT = "layouts/print.html"
EXTENDS = re.compile(r'{% extends "layouts/print.html" %}')
PAPERS = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*.html")
    if EXTENDS.search(path.read_text("utf-8"))
)
ELSEWHERE = {  # a paper that needs more than the world has, and the test that opens it
    "selection/office/certificate.html": "tests/selection/test_revoke.py",
}
OFFICE = [name for name in sorted(TABLE) if name.startswith("office:selection:")]


@pytest.mark.django_db
def test_every_paper_opened_to_be_printed_is_told(client, world, settings, monkeypatch):
    settings.MEDIA_ROOT = world.media
    rendered, found, untold = set(), set(), []

    def noted(page, context):
        rendered.add(page.name)
        return page.nodelist.render(context)

    monkeypatch.setattr(Template, "_render", noted)
    for name in OFFICE:
        rendered.clear()
        with transaction.atomic():
            role = next((role for role in world.people if role in TABLE[name][1]), "visitor")
            world.enter(client, role)
            before = AuditEntry.objects.filter(verb="page.printed").count()
            response = client.get(reverse(name, **TABLE[name][0](world)))
            for close in response._resource_closers if response.streaming else ():
                close()
            told = AuditEntry.objects.filter(verb="page.printed").count() - before
            transaction.set_rollback(True)
        found |= rendered
        if told != (LAYOUT in rendered):
            untold.append(name)
    assert untold == []
    assert [paper for paper in PAPERS if paper not in found] == [*ELSEWHERE]
