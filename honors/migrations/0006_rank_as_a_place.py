"""The rank of a level is where its word stands: what orders the wall is written in half the time."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, StrIndex

from kit.migrating import AddIndexLater, RemoveIndexLater


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("honors", "0001_squashed_0005_run_out")]
    operations = [
        RemoveIndexLater("honor", "honor_wall"),
        AddIndexLater(
            "honor",
            models.Index(
                StrIndex(Value("world national province city county town school"), "level"),
                Coalesce("awarded_on", Value(date(1, 1, 1))).desc(),
                F("id").desc(),
                name="honor_wall",
                condition=Q(scope="public", status="published", verification="verified"),
            ),
        ),
    ]
