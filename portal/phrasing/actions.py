"""Writing and striking out the office's own wordings; every move reads them from then on."""

from __future__ import annotations

from django.db import transaction

from kit import audit
from kit.models import Phrase
from schools.actions import recycling
from schools.models import User

audit.register(
    {
        "phrase.save": "{actor}把“{target}”列入用语检查，{severity}，应当写成“{right}”",
        "phrase.drop": "{actor}把“{target}”从用语检查里删去",
    }
)


@transaction.atomic
def save_phrase(*, phrase: Phrase, by: User) -> None:
    phrase.updated_by = by
    phrase.save()
    told = phrase.get_severity_display()
    audit.record(by, "phrase.save", phrase, severity=told, right=phrase.right)


@transaction.atomic
def drop_phrase(*, phrase: Phrase, by: User) -> None:
    audit.record(by, "phrase.drop", phrase)
    region = next((post.region for post in by.current_posts if post.region), None)
    recycling.discard(phrase, by=by, place=region)


recycling.keeps(Phrase, recycling.freely)
