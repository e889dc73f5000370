"""What somebody typed and has not sent, kept for static/js/autosave.js and offered back.

A page that says which draft it has read (data-autosave-at) does not write over one that another
window has kept since: it is told so, and keeps its words in the browser.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse, QueryDict, RawPostDataException
from django.utils import timezone

from kit import invisible
from kit.models import Draft

MAX_BYTES = 200_000
KEY_AT_MOST = 120


TAKEN = "这份表单在另一个窗口也在填。这里新写的存在本机，没有盖掉那边；请关掉一个窗口再接着填。"


def keep(request: HttpRequest, key: str) -> JsonResponse:
    """Answer one autosave of whoever is signed in: the body is {"data": {name: [value, …]}}.

    With {"after": stamp} only that draft may be replaced, or none where there is none.
    """
    try:
        body = json.loads(request.body[: MAX_BYTES + 1])
        data = body["data"]
        whole = {_text(name): [_text(value) for value in values] for name, values in data.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        return JsonResponse({"error": "内容太多或不完整，没有存上。请直接点保存。"}, status=400)
    if len(key) > KEY_AT_MOST:  # no form of ours has such a key
        return JsonResponse({"error": "没有这个表单，没有存上。"}, status=400)
    return _store(request.user, key, whole, body.get("after"))


@transaction.atomic
def _store(owner: Any, key: str, whole: dict[str, list[str]], after: Any) -> JsonResponse:
    """Begins only once all has arrived: nobody waits for a lock that a slow line holds."""
    now = Draft.objects.select_for_update().filter(owner=owner, key=key).first()
    if now and after not in (None, now.stamp):
        return JsonResponse({"error": TAKEN, "taken": True}, status=409)
    draft, _ = Draft.objects.update_or_create(owner=owner, key=key, defaults={"data": whole})
    saved = timezone.localtime(draft.saved_at)
    return JsonResponse({"saved_at": f"{saved:%H:%M}", "stamp": draft.stamp})


def _text(value: Any) -> str:
    """Without what JSON can spell and a database cannot keep: NUL, halves of a character."""
    return invisible.without(str(value)).encode("utf-8", "replace").decode()


def find(owner: Any, key: str) -> Draft | None:
    return Draft.objects.filter(owner=owner, key=key).first()


def drop(owner: Any, key: str, stamp: str | None = None) -> None:
    """With a stamp only that draft: another window's is offered again."""
    rows = Draft.objects.filter(owner=owner, key=key)
    for draft in rows:
        if stamp is None or stamp == draft.stamp:
            draft.delete()


def refill(form: BaseForm, draft: Draft) -> QueryDict:
    """Show the draft in an unbound form; returns it as if it had been sent."""
    typed = QueryDict(mutable=True)
    for name, values in draft.data.items():
        typed.setlist(name, values)
    for name, field in form.fields.items():
        if not field.widget.is_hidden and not field.widget.needs_multipart_form:
            value = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
            form.initial[name] = value
    if "version" in form.fields and "version" in typed:
        form.initial["version"] = typed["version"]  # so that saving over somebody's work is told
    return typed
