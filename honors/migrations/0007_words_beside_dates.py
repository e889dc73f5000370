"""Indexes hold what the ledger and its desk ask for; the wall of one kind has an own order."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, StrIndex

from kit.migrating import AddIndexLater, RemoveIndexLater, TenthLater

LEVELS = "world national province city county town school"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("honors", "0006_rank_as_a_place")]
    operations = [
        AddIndexLater(
            "honor",
            models.Index(
                fields=["-awarded_on", "-id", "school", "title", "document_number"],
                name="honor_ledger",
            ),
        ),
        AddIndexLater(
            "honor",
            models.Index(fields=["verification", "id", "school"], name="honor_verifying"),
        ),
        AddIndexLater(
            "honor",
            models.Index(
                F("kind"),
                StrIndex(Value(LEVELS), "level"),
                Coalesce("awarded_on", Value(date(1, 1, 1))).desc(),
                F("id").desc(),
                name="honor_wall_kind",
                condition=Q(scope="public", status="published", verification="verified"),
            ),
        ),
        TenthLater("honor_pairs_tenth", "honors_honor", "title", "document_number"),
        RemoveIndexLater("honor", "honor_recent"),
        RemoveIndexLater("honor", "honor_to_verify"),
    ]
