"""`hervest manage` hands words to Django on this installation, from any folder and without a variable set."""

import os
import subprocess
import sys

import pytest

from processes.servers import environment, hervest

pytestmark = pytest.mark.once


def test_manage_needs_no_setting_from_outside(tmp_path):
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("HERVEST_", "DJANGO_", "DATABASE_"))
    }
    env["HERVEST_HOME"] = str(tmp_path)
    words = [sys.executable, "-m", "hervest.cli", "manage", "check"]
    ended = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "System check identified no issues" in ended.stdout
    assert not (tmp_path / "key").exists()  # only init and demo begin an installation


def test_who_stops_reading_gets_no_traceback(tmp_path):
    env = environment(tmp_path)
    init = ("init", "--municipality", "GM0363", "--name", "Voorbeeldstad", "--admin", "els@voorbeeld.example")
    assert hervest(tmp_path, *init).returncode == 0
    words = [sys.executable, "-m", "hervest.cli", "import-dossier", "--format", "text", "bestaat-niet.json"]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        unread = subprocess.run(words, env=env, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)

    assert unread.returncode == 141
    assert unread.stderr == ""

    read = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert read.returncode == 2
