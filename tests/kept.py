"""Rows that many stories begin with: made once through the actions, then put back as they were."""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction


@dataclass(frozen=True)
class Kept:
    """What was added to the tables of this database, and what its maker gave."""

    given: object
    rows: dict[str, tuple[list[str], list[tuple]]]

    def put_back(self):
        """The tables hold the same rows again, by the same numbers; gives what the maker gave."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                row = f"({', '.join(['%s'] * len(columns))})"
                names = ", ".join(map(connection.ops.quote_name, columns))
                cursor.execute(
                    f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES {', '.join([row] * len(rows))}",
                    [value for values in rows for value in values],
                )
        return self.given


def keep(make):
    """Make it, and keep what that adds; whoever changes a row that was there cannot be kept."""
    before = everything()
    given = make()
    added = {}
    for table, (columns, rows) in everything().items():
        there = Counter(before[table][1])
        assert not there - Counter(rows), f"{table}: a row was changed"
        if new := list((Counter(rows) - there).elements()):
            added[table] = (columns, new)
    return Kept(given, added)


def everything():
    """Table -> its columns and rows, as the database has them; without what it works out by itself."""
    found, quoted = {}, connection.ops.quote_name
    generated = {
        (model._meta.db_table, column.column)
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if column.generated
    }
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = connection.introspection.get_table_description(cursor, table)
            names = [column.name for column in rows if (table, column.name) not in generated]
            cursor.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}")
            found[table] = (names, cursor.fetchall())
    return found
