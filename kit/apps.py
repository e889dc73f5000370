"""The kit as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    name = "kit"
    verbose_name = "公共部件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A worker must know every kind of job, whoever started it."""
        autodiscover_modules("tasks")
