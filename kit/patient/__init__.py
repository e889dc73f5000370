"""A Django database engine: PostgreSQL, waited for while it restarts."""

from __future__ import annotations

import psycopg2


def lost(error: BaseException | None) -> bool:
    """Whether an error says that the server went away, rather than that it refused something.

    Not asked of the connection: who leaves a transaction may have made it anew by then.
    """
    cause = error.__cause__ if error else None
    if not isinstance(cause, psycopg2.OperationalError | psycopg2.InterfaceError):
        return False
    return not cause.pgcode or cause.pgcode.startswith(("08", "57P"))
