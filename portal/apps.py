"""The top floor as a Django app; it brings the system checks along."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers portal.checks."""

    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import checks  # noqa: F401, PLC0415
