"""What a migration says of a table to put it behind the second wall (decision 21). On SQLite it says nothing.

A table is put there by the column that holds the code of its municipality, or by a column that points at a row of
another table which is there already: who sees that row sees this one. A row that two municipalities share has a second
column with a code (`also`): either of them reaches it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

from hervest.core.wall import EVERYTHING, SETTING

NAME = "of_the_municipality"
IS_EVERYTHING = f"(SELECT current_setting('{SETTING}', true) = '{EVERYTHING}')"
CODES = f"(SELECT string_to_array(current_setting('{SETTING}', true), ','))::text[]"
"""Worked out once for a statement, not once for a row; nothing set is null, and null lets nothing through."""


@dataclass(frozen=True, slots=True)
class Walled:
    """A table, the column that decides, and the table this column points at; empty: it holds a municipality's code.

    `also`: the column with the code of the other municipality, where a row is of two. `open_where`: which rows are
    of no municipality and stand before the wall, as SQL over the table's own columns.
    """

    table: str
    column: str
    through: str = ""
    also: str = ""
    open_where: str = ""

    @property
    def condition(self) -> str:
        """Which rows are reached."""
        if self.through:
            mine = f'EXISTS (SELECT FROM "{self.through}" AS wall WHERE wall.id = "{self.table}"."{self.column}")'
        else:
            columns = (self.column, *filter(None, [self.also]))
            mine = " OR ".join(f""""{self.table}"."{column}" = ANY ({CODES})""" for column in columns)
        return " OR ".join(filter(None, (IS_EVERYTHING, mine, self.open_where)))


def moved_wall(before: Walled, after: Walled) -> RunPython:
    """A step of a migration after which a table that stands behind the wall already does so by another condition."""

    def move(now: Walled) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
        def run(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == "postgresql":
                editor.execute(f'ALTER POLICY {NAME} ON "{now.table}" USING ({now.condition})')

        return run

    return RunPython(move(after), move(before), elidable=False)


def put_behind_wall(*tables: Walled) -> RunPython:
    """A step of a migration after which these tables have their policy, for reading and for writing."""

    def build(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for row in tables:
            editor.execute(f'ALTER TABLE "{row.table}" ENABLE ROW LEVEL SECURITY')
            editor.execute(f'CREATE POLICY {NAME} ON "{row.table}" USING ({row.condition})')

    def take_down(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for row in tables:
            editor.execute(f'DROP POLICY {NAME} ON "{row.table}"')
            editor.execute(f'ALTER TABLE "{row.table}" DISABLE ROW LEVEL SECURITY')

    return RunPython(build, take_down, elidable=False)
