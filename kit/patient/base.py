"""PostgreSQL that may restart: whoever needs a new connection waits a little instead of failing.

`PATIENCE` in the database's settings says for how many seconds; 0 means not at all.
"""

from __future__ import annotations

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg2 import OperationalError

BETWEEN = 0.25  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        until = time.monotonic() + self.settings_dict.get("PATIENCE", 0)
        while True:
            try:
                return super().get_new_connection(conn_params)
            except OperationalError:
                if time.monotonic() > until:
                    raise
            time.sleep(BETWEEN)
