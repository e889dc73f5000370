"""Whatever stands in the database, whoever reads it: no page takes it for markup."""

import re

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from tests.house.roles import TABLE
from tests.house.source import FLOOR

# What is written, and what a page would hold if it had been taken for more than words.
CORPUS = {
    "leaves a tag": ("</title></textarea><u xq1>", "<u xq1"),
    "leaves an attribute": ('" onmouseover=xq2 a="', '" onmouseover=xq2'),
    "leaves a quoted attribute": ("' onfocus=xq3 b='", "' onfocus=xq3"),
    "runs in an event": ("<img src=xq4 onerror=alert(4)>", "<img src=xq4"),
    "runs in a drawing": ("<svg/onload=xq5>", "<svg/onload=xq5"),
    "runs in a script": ("</script><script>xq6()</script>", "<script>xq6"),
    "runs as an address": ("javascript:xq7()", '="javascript:xq7'),
    "is a template": ("xq8{{ 913|add:1 }}{% now 'Y' %}", "xq8914"),
    "is a wide bracket": ("＜script＞xq9", "<script>xq9"),
    "closes a comment": ("--><b xqa>", "--><b xqa"),
}
WORDS = "".join(written for written, _ in CORPUS.values())
SHORT = '"><i xq>'
ALIVE = [*(alive for _, alive in CORPUS.values()), "<i xq>"]
DATA = re.compile(r'<script[^>]* type="application/(?:ld\+)?json".*?</script>', re.DOTALL)
PLAIN = {"CharField", "TextField"}
# Words of the program, which are no words of anybody.
OURS = re.compile(
    r"(^|_)(digest|code|key|kind|path|url|username|password|token|verb|state|look|size|number|numbers)$"
)
UNTOUCHED = {"auditentry", "auditseal", "session", "tally", "specialday", "worker", "authenticator"}
GROUPS = (
    ("visitor", "clerk", "secretary"),
    ("staff", "leader"),
    ("expert",),
    ("auditor", "security", "administrator"),
)


def words_of(field):
    """Empty where the program itself writes."""
    if field.get_internal_type() not in PLAIN or field.choices or OURS.search(field.name):
        return ""
    if isinstance(field, models.FileField | models.URLField | models.EmailField):
        return ""
    return WORDS if field.max_length is None or field.max_length >= len(WORDS) else SHORT


def write_everywhere():
    """Every word that somebody may have written, of every row, unless it must be another's."""
    count = 0
    for model in apps.get_models():
        if model._meta.app_label in FLOOR and model._meta.model_name not in UNTOUCHED:
            for field in model._meta.local_concrete_fields:
                words = words_of(field)
                if words[: field.max_length]:
                    try:
                        with transaction.atomic():
                            count += model._base_manager.update(**{field.attname: words})
                    except IntegrityError:
                        continue
    return count


@pytest.mark.django_db
def test_no_page_takes_what_is_stored_for_markup(client, world, settings):
    settings.MEDIA_ROOT = world.media
    assert write_everywhere() > 300
    caches["pages"].clear()
    found, showing = [], 0
    for name, (make, allowed, _) in sorted(TABLE.items()):
        for group in GROUPS:
            role = next((one for one in group if one in allowed or "everybody" in allowed), None)
            if role is None or ("everybody" in allowed and role != "visitor"):
                continue
            with transaction.atomic():
                world.enter(client, role)
                response = client.get(reverse(name, **make(world)))
                transaction.set_rollback(True)
            for close in response._resource_closers if response.streaming else ():
                close()
            if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
                page = DATA.sub("", response.text)
                showing += "&lt;u xq1&gt;" in page or "&lt;i xq&gt;" in page
                found += [f"{name} as {role}: {sign}" for sign in ALIVE if sign in page]
            assert response.status_code < 500, name
    assert found == []
    assert showing > 150, showing
