"""The role under which the application works: made if absent, owns nothing, and may do no more than its work."""

from functools import cache

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

LONGEST_NAME = 63
"""Of a name in PostgreSQL, in bytes."""

ENDING = "_app"


@cache
def role_of(login: str) -> str:
    """The role of who logs in to the database under this name."""
    return login.encode()[: LONGEST_NAME - len(ENDING)].decode(errors="ignore") + ENDING


def own_role() -> str:
    """The role of this installation."""
    connection.ensure_connection()
    return role_of(connection.connection.info.user)


def prepare_role(role: str) -> None:
    """The role is there and our login may work under it; asked as the owner (`wall.as_owner`).

    Raises: ImproperlyConfigured with what to do, if it is not and may not be made here, or passes by policies.
    """
    if not _may_work_as(role):
        _make(role)
    if _one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", role) == "True":
        raise ImproperlyConfigured(
            f"the database role {role} passes by the policies of tables (SUPERUSER or BYPASSRLS), "
            "so that nothing would stand between municipalities; take that from it"
        )


def grant_work(role: str) -> None:
    """The role reads and writes rows in every table of this schema, and changes no table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('hervest.roles'))")
        schema, name = _one("SELECT quote_ident(current_schema())"), _name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")


def _make(role: str) -> None:
    login, is_known = _one("SELECT session_user"), _one("SELECT count(*) FROM pg_roles WHERE rolname = %s", role) != "0"
    made, granted = f"CREATE ROLE {_name(role)} NOLOGIN", f"GRANT {_name(role)} TO {_name(login)}"
    needed = [granted] if is_known else [made, granted]
    for statement in needed:
        _try(statement)
    if not _may_work_as(role):
        raise ImproperlyConfigured(
            f"the database login {login} may not make the role {role}, under which Hervest works; "
            f"have whoever manages the database server run once: {'; '.join(needed)}"
        )


def _may_work_as(role: str) -> bool:
    try:
        with transaction.atomic():
            _one("SELECT set_config('role', %s, true), set_config('role', 'none', true)", role)
    except DatabaseError:
        return False
    return True


def _try(statement: str) -> None:
    """What another process made meanwhile, or what we may not do, shows afterwards."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return


def _name(role: str) -> str:
    return connection.ops.quote_name(role)


def _one(question: str, *params: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return str(cursor.fetchone()[0])
