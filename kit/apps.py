"""The kit as a Django app."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "kit"
    verbose_name = "公共部件"
    default_auto_field = "django.db.models.BigAutoField"
