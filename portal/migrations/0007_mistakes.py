"""What readers find wrong gets a name of its own: Correction belongs to applications."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_folded_text")]

    operations = [
        migrations.RemoveConstraint("correction", "portal_correction_answered"),
        migrations.RenameModel("Correction", "Mistake"),
        migrations.AddConstraint(
            "mistake",
            models.CheckConstraint(
                name="portal_mistake_answered",
                condition=Q(status="open", closed_at=None)
                | (~Q(status="open") & Q(closed_at__isnull=False) & ~Q(answer="")),
                violation_error_message="办结纠错要写明答复。",
            ),
        ),
    ]
