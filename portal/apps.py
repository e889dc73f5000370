"""The top floor as a Django app; it brings the system checks and keeps the search index."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers checks and reminders of the portal, and the search with kit.published.

    All addresses are loaded at once: beside their actions stand the sentences of the log, the kinds
    of notifications and the guards of the bin, which a command needs as much as a page.
    """

    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from kit import published  # noqa: PLC0415
        from portal import (  # noqa: PLC0415
            checks,  # noqa: F401
            edition,
            indexing,
            reminding,  # noqa: F401
            search,
            urls,  # noqa: F401
        )

        indexing.listen()
        published.find_with(search.matching, search.looked_at)
        published.keep_with(edition.kept)
