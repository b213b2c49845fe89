"""Whether the configured database is the demo's to use, and how the demo begins anew in it."""

from django.db import connection

from hervest.accounts import queries
from hervest.core import wall

TABLES_ASKED = {"accounts_municipality", "accounts_person"}
TABLE_OF_MIGRATIONS = "django_migrations"
FUNCTION_OF_THE_LOG = "DROP FUNCTION IF EXISTS audit_refuse() CASCADE"
"""What guards the log on PostgreSQL outlives its table (audit, migration 0002)."""


def holds_real_work() -> bool:
    """Whether anything but the demo was ever set up here: another program's tables, or real logins among ours."""
    with wall.as_owner():  # the application's role may not be there yet
        tables = set(connection.introspection.table_names())
        return not queries.is_only_demo() if tables >= TABLES_ASKED else bool(tables - our_tables())


def our_tables() -> set[str]:
    """Every table that Hervest may have made, by name."""
    return {*connection.introspection.django_table_names(), TABLE_OF_MIGRATIONS}


def forget_everything() -> None:
    """No table of Hervest is left in the configured database, whichever it is; ask `holds_real_work` first."""
    with wall.as_owner(), connection.schema_editor() as editor:
        tables = our_tables() & set(connection.introspection.table_names())
        for name in sorted(tables):
            editor.execute(editor.sql_delete_table % {"table": editor.quote_name(name)})
        if connection.vendor == "postgresql":
            editor.execute(FUNCTION_OF_THE_LOG)
