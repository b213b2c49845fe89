"""A connection whose every statement runs as a role and with a reach that its own transaction was told.

Both are said for one transaction (`set_config(..., true)`), in the same message as the statement that first needs
them: nothing is left on the connection, so that it may be shared through a pooler. Source: PostgreSQL, "Multiple
Statements in a Simple Query": such a message is one transaction, unless it stands in one already. They are said again
within it when they change, and after a part of it was taken back, for what was said in that part is taken back too.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, NoReturn, Self
from weakref import WeakKeyDictionary

from django.db import NotSupportedError
from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg import ClientCursor, Connection, ConnectionInfo, sql
from psycopg.pq import TransactionStatus

from hervest.core import wall
from hervest.core.walled.roles import role_of

IN_MEMORY = "set_config('random_page_cost', '1.1', true)"
"""Told with it: what an installation holds is in memory, where the next page costs as little as any other.

At the planner's own 4 it reads every case to find ten, for each table that stands behind the wall by its case.
Source: PostgreSQL, "Planner Cost Constants".
"""

_said: WeakKeyDictionary[Connection[Any], str] = WeakKeyDictionary()
"""The reach that a connection's open transaction was told last; of no meaning once it ended."""


class WalledCursor(base.CursorMixin, ClientCursor[Any]):
    """Runs statements behind the wall; those of the tables' owner as they are."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Self:
        """As psycopg does, after the statement that says who is at work, where the transaction does not know it."""
        reach, status = wall.reach(), self.connection.info.transaction_status
        if status == TransactionStatus.IDLE:
            _said.pop(self.connection, None)  # the transaction that knew it has ended
        before = opening(reach, self.connection.info, _said.get(self.connection))
        if not before:
            return super().execute(query, params, **how)
        if params is not None:
            before = before.replace("%", "%%")
        super().execute(_put_before(before, query), params, **how)
        _said[self.connection] = reach
        self.nextset()
        return self

    def executemany(self, query: Any, params_seq: Any, **how: Any) -> None:
        """One after the other, each behind the wall."""
        for params in params_seq:
            self.execute(query, params, **how)

    def copy(self, *_: Any, **__: Any) -> NoReturn:
        """Not here: nothing can be said before it in the same message. Raises: NotSupportedError."""
        raise NotSupportedError("copy")

    def stream(self, *_: Any, **__: Any) -> NoReturn:
        """Not here, for the same reason. Raises: NotSupportedError."""
        raise NotSupportedError("stream")


def opening(reach: str, info: ConnectionInfo, said: str | None) -> str:
    """The statement that says role and reach for the transaction it stands in, if one is needed and can be said.

    `said`: the reach that this transaction was told last. The owner says so only within a transaction that may have
    begun otherwise: some of their statements allow no other beside them. In a transaction that failed nothing but its
    end can follow.
    """
    status = info.transaction_status
    if status == TransactionStatus.INERROR or (reach == wall.OWNER and status == TransactionStatus.IDLE):
        return ""
    if status == TransactionStatus.INTRANS and reach == said:
        return ""
    if reach == wall.OWNER:
        return "SELECT set_config('role', 'none', true); "
    role = _quoted(role_of(info.user))
    told = f"set_config('role', {role}, true), set_config('{wall.SETTING}', {_quoted(reach)}, true)"
    return f"SELECT {told}, {IN_MEMORY}; "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _put_before(before: str, query: Any) -> Any:
    if isinstance(query, bytes):
        return before.encode() + query
    return before + query if isinstance(query, str) else sql.SQL(before) + query


class OwnersEditor(DatabaseSchemaEditor):
    """Whoever changes tables does it as their owner."""

    def __enter__(self) -> Self:
        with ExitStack() as begun:
            begun.enter_context(wall.as_owner())
            super().__enter__()
            self.owner = begun.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.owner:
            super().__exit__(kind, problem, trace)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with our cursor and no way around it."""

    SchemaEditorClass = OwnersEditor

    def get_connection_params(self) -> dict[str, Any]:
        """As Django has them."""
        return super().get_connection_params() | {"cursor_factory": WalledCursor}

    def savepoint_rollback(self, sid: str) -> None:
        """As Django does; what was said since is taken back with the rest."""
        super().savepoint_rollback(sid)
        _said.pop(self.connection, None)

    def chunked_cursor(self) -> Any:
        """A plain one: what the server holds between two messages would be read in a transaction that says nothing."""
        return self.cursor()

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        """Databases are made and dropped outside a transaction, and by no role of ours."""
        with wall.as_owner(), super()._nodb_cursor() as cursor:
            yield cursor
