"""`hervest manage` hands words to Django on this installation, from any folder and without a variable set."""

import os
import subprocess
import sys


def test_manage_needs_no_setting_from_outside(tmp_path):
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("HERVEST_", "DJANGO_", "DATABASE_"))
    }
    env["HERVEST_HOME"] = str(tmp_path)
    words = [sys.executable, "-m", "hervest.cli", "manage", "check"]
    ended = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "System check identified no issues" in ended.stdout
    assert (tmp_path / "key").exists()
