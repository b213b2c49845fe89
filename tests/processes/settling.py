"""Gives an installation the demo's people and homes without its families (`python -m processes.settling`)."""

import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from hervest.cli import home
from hervest.core import clock, wall
from processes.servers import environment

TESTS = Path(__file__).resolve().parent.parent


def settle(folder, database_url=""):
    """People can log in to the installation in `folder`, and homes are free; `hervest demo` then adds nothing."""
    env = environment(folder, database_url) | {
        "PYTHONPATH": str(TESTS),
        "DJANGO_SETTINGS_MODULE": "hervest.config.settings",
    }
    words = [sys.executable, "-m", "processes.settling"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


if __name__ == "__main__":
    home.prepare()
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with wall.everything():
        for seed in ("hervest.cli.demo_people.seed_people", "hervest.cli.demo_dwellings.seed_dwellings"):
            import_string(seed)(clock.now())
