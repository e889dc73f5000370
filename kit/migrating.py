"""Operations of migrations that keep no writer of a long table waiting."""

from __future__ import annotations

from typing import Any

from django.db.migrations import AddIndex


class AddIndexLater(AddIndex):
    """AddIndexConcurrently, in a migration that is not atomic; SQLite has one writer anyway."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = states[1].apps.get_model(app_label, self.model_name)
            schema_editor.add_index(model, self.index, concurrently=True)
        else:
            super().database_forwards(app_label, schema_editor, *states)
