"""Arrows the import linter cannot see point down too: foreign keys and templates."""

import re

from django.apps import apps
from django.conf import settings

from tests.house.source import FLOOR, MODULES, PAGES, TEMPLATES, each, floor

MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOOR]
SHARED = {"layouts", "components"}
BORROWED = re.compile(r"{%-?\s*(?:extends|include)\s+[\"'](\w+)/")
RENDERED = re.compile(r"[\"'](\w+)/[\w/-]+\.html")


@each(MODELS, label=str)
def test_foreign_keys_point_down(model):
    mine = model._meta.app_label
    user = apps.get_model(settings.AUTH_USER_MODEL)
    upward = [
        str(field)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model not in (None, user)
        for theirs in [field.related_model._meta.app_label]
        if theirs in FLOOR and theirs != mine and FLOOR[theirs] >= FLOOR[mine]
    ]
    assert upward == []


@each(PAGES)
def test_templates_borrow_only_from_below(path):
    mine = path.relative_to(TEMPLATES).parts[0]
    limit = FLOOR.get(mine, 0)
    upward = [
        used
        for used in BORROWED.findall(path.read_text(encoding="utf-8"))
        if used not in SHARED | {mine} and FLOOR.get(used, 99) >= limit
    ]
    assert upward == []


@each(MODULES)
def test_views_render_templates_of_their_own_floor_or_below(path):
    mine = path.relative_to(TEMPLATES.parent).parts[0]
    upward = [
        used
        for used in RENDERED.findall(path.read_text(encoding="utf-8"))
        if used in FLOOR and used != mine and FLOOR[used] >= floor(path)
    ]
    assert upward == []
