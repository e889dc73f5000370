"""The top floor as a Django app; it brings the system checks and keeps the search index."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers portal.checks, and portal.indexing with kit.published."""

    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import checks, indexing  # noqa: F401, PLC0415

        indexing.listen()
