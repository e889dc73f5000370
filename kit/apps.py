"""The kit as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate  # noqa: TID251 - of migrate
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "kit"
    verbose_name = "公共部件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A worker must know every kind of job, `cleanup` every rule, `migrate` the sums."""
        from kit import tally  # noqa: PLC0415

        autodiscover_modules("tasks", "retention")
        pre_migrate.connect(tally.prepare, sender=self, dispatch_uid="tally")
        post_migrate.connect(tally.install, sender=self, dispatch_uid="tally")
