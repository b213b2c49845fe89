"""Where a benchmark stands: a database of its own on SQLite or PostgreSQL, with the cast of the demo."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psycopg

SOCKET = os.environ.get("PGHOST", "/var/run/postgresql")


def databases() -> Iterator[tuple[str, str]]:
    """Name and address (empty: SQLite) of each database this machine offers; what is left out is said.

    On PostgreSQL a database of its own, on the server that DATABASE_URL names or else behind the local socket.
    """
    yield "SQLite", ""
    named, _, ending = os.environ.get("DATABASE_URL", "").partition("?")
    if not named.startswith(("postgres://", "postgresql://")):
        named, ending = "postgres:///none", f"host={quote(SOCKET, safe='/')}"
    server, ending = named.rpartition("/")[0], f"?{ending}" if ending else ""
    try:
        with psycopg.connect(f"{server}/postgres{ending}", autocommit=True) as connection:
            name = f"hervest_bench_{uuid.uuid4().hex[:10]}"
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield "PostgreSQL", f"{server}/{name}{ending}"
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    except psycopg.OperationalError as problem:
        print(f"PostgreSQL left out: {' '.join(str(problem).split())}")


def run_everywhere(program: str) -> int:
    """Run `program --here` once on each database, in a process of its own."""
    status = 0
    for name, url in databases():
        with tempfile.TemporaryDirectory(prefix="hervest-bench-") as home:
            env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
            env |= {"HERVEST_HOME": home, "HERVEST_DEMO": "1"} | ({"DATABASE_URL": url} if url else {})
            print(f"-- {name}", flush=True)
            status |= subprocess.run([sys.executable, program, "--here"], env=env, check=False).returncode
    return status


@contextmanager
def awake() -> Iterator[None]:
    """Django awake on an empty, migrated database, of which everything is reached, as by a command."""
    import django  # rooms can be imported only after this
    from django.core.management import call_command

    from hervest.cli import home

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
    home.prepare()  # servers that are started later have the same key
    django.setup()
    call_command("migrate", verbosity=0)
    from hervest.core import wall

    with wall.everything():
        yield


def p95(seconds: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return sorted(seconds)[int(len(seconds) * 0.95) - 1] * 1000
