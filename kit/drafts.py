"""What somebody typed and has not sent, kept for static/js/autosave.js and offered back."""

from __future__ import annotations

import json
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse, QueryDict, RawPostDataException
from django.utils import timezone

from kit.models import Draft

MAX_BYTES = 200_000
KEY_AT_MOST = 120


def keep(request: HttpRequest, key: str) -> JsonResponse:
    """Answer one autosave of whoever is signed in: the body is {"data": {name: [value, …]}}."""
    try:
        data = json.loads(request.body[: MAX_BYTES + 1])["data"]
        whole = {_text(name): [_text(value) for value in values] for name, values in data.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        return JsonResponse({"error": "内容太多或不完整，没有存上。请直接点保存。"}, status=400)
    if len(key) > KEY_AT_MOST:  # no form of ours has such a key
        return JsonResponse({"error": "没有这个表单，没有存上。"}, status=400)
    owner: Any = request.user
    draft, _ = Draft.objects.update_or_create(owner=owner, key=key, defaults={"data": whole})
    saved = timezone.localtime(draft.saved_at)
    return JsonResponse({"saved_at": f"{saved:%H:%M}"})


def _text(value: Any) -> str:
    """Without what JSON can spell and a database cannot keep: NUL and halves of a character."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()


def find(owner: Any, key: str) -> Draft | None:
    return Draft.objects.filter(owner=owner, key=key).first()


def drop(owner: Any, key: str) -> None:
    Draft.objects.filter(owner=owner, key=key).delete()


def refill(form: BaseForm, draft: Draft) -> QueryDict:
    """Show the draft in an unbound form; returns it as if it had been sent."""
    typed = QueryDict(mutable=True)
    for name, values in draft.data.items():
        typed.setlist(name, values)
    for name, field in form.fields.items():
        if not field.widget.is_hidden and not field.widget.needs_multipart_form:
            value = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
            form.initial[name] = value
    return typed
