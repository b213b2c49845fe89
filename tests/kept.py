"""Rows that many stories begin with: made once through the actions, then put back as they were."""

import sqlite3
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import time
from hashlib import sha256

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from hervest.core import clock

sqlite3.register_adapter(time, str)  # a time of day is read as one, and not written as one


@dataclass(frozen=True)
class Kept:
    """What was added to the tables of this database, changed in them and taken away, and what its maker gave."""

    given: object
    rows: dict[str, tuple[list[str], list[tuple]]]
    changed: dict[str, tuple[list[str], str, list[tuple]]]
    taken: dict[str, tuple[str, list[object]]]

    def put_back(self):
        """The tables hold the same rows again, by the same numbers; gives what the maker gave."""
        quoted = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (key, gone) in self.taken.items():
                cursor.executemany(f"DELETE FROM {quoted(table)} WHERE {quoted(key)} = %s", [(one,) for one in gone])
            for table, (columns, rows) in self.rows.items():
                row = f"({', '.join(['%s'] * len(columns))})"
                names = ", ".join(map(quoted, columns))
                cursor.execute(
                    f"INSERT INTO {quoted(table)} ({names}) VALUES {', '.join([row] * len(rows))}",
                    [value for values in rows for value in values],
                )
            for table, (columns, key, rows) in self.changed.items():
                values = ", ".join(f"{quoted(name)} = %s" for name in columns)
                for row in rows:
                    found = [*row, row[columns.index(key)]]
                    cursor.execute(f"UPDATE {quoted(table)} SET {values} WHERE {quoted(key)} = %s", found)
                    assert cursor.rowcount == 1, f"{table}: what was changed is not there"
        return deepcopy(self.given)


def keep(make):
    """Make it, and keep what that adds, changes and takes away."""
    before = everything()
    return since(before, make())


def since(before, given):
    """What was added, changed and taken away since the tables held this."""
    added, changed, taken = {}, {}, {}
    for table, (columns, rows) in everything().items():
        there = Counter(before[table][1])
        new, gone = list((Counter(rows) - there).elements()), there - Counter(rows)
        if gone:
            key = key_of(table)
            keys = {row[columns.index(key)] for row in gone}
            later = [row for row in new if row[columns.index(key)] in keys]
            if later:
                changed[table] = (columns, key, later)
            if away := keys - {row[columns.index(key)] for row in later}:
                taken[table] = (key, sorted(away))
            new = [row for row in new if row not in later]
        if new:
            added[table] = (columns, new)
    return Kept(deepcopy(given), added, changed, taken)


@dataclass(frozen=True)
class Retraced:
    """Steps that were taken before from the very same rows and settings, at the same moment, are put back, not taken.

    What was kept: (the rows, settings and moment; the steps in their order) -> what those steps did.
    """

    kept: dict[tuple[str, tuple[str, ...]], Kept] = field(default_factory=dict)

    def walk(self, steps):
        """Take the steps, each by its name; as many as were taken before are put back. Name -> what its step gave."""
        before, names = everything(), tuple(steps)
        place = sha256(repr((before, changed_settings(), clock.now())).encode()).hexdigest()
        known = max((n for n in range(1, len(names) + 1) if (place, names[:n]) in self.kept), default=0)
        given = self.kept[place, names[:known]].put_back() if known else {}
        for n, name in enumerate(names[known:], known + 1):
            given[name] = steps[name]()
            self.kept[place, names[:n]] = since(before, given)
        return given


def changed_settings():
    """The settings that a test has changed."""
    return sorted((name, value) for name, value in vars(settings._wrapped).items() if name.isupper())


def key_of(table):
    """The column that tells the rows of a table apart."""
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table)


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
            cursor.execute(f"SELECT * FROM {quoted(table)}")  # cheaper than asking SQLite which columns there are
            kept = [
                (n, column[0]) for n, column in enumerate(cursor.description) if (table, column[0]) not in generated
            ]
            rows = cursor.fetchall()
            found[table] = ([name for _, name in kept], [tuple(row[n] for n, _ in kept) for row in rows])
    return found
