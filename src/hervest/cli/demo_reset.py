"""Whether the configured database is the demo's to use, and how the demo begins anew in it."""

from django.apps import apps
from django.db import connection

from hervest.accounts import queries

TABLES_ASKED = {"accounts_municipality", "accounts_person"}
TABLE_OF_DJANGO = "django_"
FUNCTION_OF_THE_LOG = "DROP FUNCTION IF EXISTS audit_refuse() CASCADE"
"""What guards the log on PostgreSQL outlives its table (audit, migration 0002)."""


def holds_real_work() -> bool:
    """Whether anything but the demo was ever set up here; a database without tables holds nothing."""
    return set(connection.introspection.table_names()) >= TABLES_ASKED and not queries.is_only_demo()


def forget_everything() -> None:
    """No table of Hervest is left in the configured database, whichever it is; ask `holds_real_work` first."""
    ours = (*(f"{app.label}_" for app in apps.get_app_configs()), TABLE_OF_DJANGO)
    known = set(connection.introspection.django_table_names())
    tables = [name for name in connection.introspection.table_names() if name in known or name.startswith(ours)]
    with connection.schema_editor() as editor:
        for name in tables:
            editor.execute(editor.sql_delete_table % {"table": editor.quote_name(name)})
        if connection.vendor == "postgresql":
            editor.execute(FUNCTION_OF_THE_LOG)
