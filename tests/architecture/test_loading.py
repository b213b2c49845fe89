"""What takes long to load is loaded only where it is used: pages that only show never wait for scipy."""

import ast
import os
import subprocess
import sys

import pytest

from architecture.house import ROOT, Source, sources
from architecture.test_storeys import imported

SOLVES = {"matching/pairs.py"}
"""The files that may name scipy."""

ADDRESSES = """
import sys, django
django.setup()
import hervest.config.urls
print(*sorted({name.split(".")[0] for name in sys.modules} & {"scipy", "django"}))
"""


def names_scipy(source: Source) -> bool:
    return any(name.split(".")[0] == "scipy" for name, _ in imported(source))


def test_one_file_names_scipy():
    assert {source.place for source in sources() if names_scipy(source)} == SOLVES


@pytest.mark.parametrize(("text", "is_seen"), [("import scipy.sparse", True), ("from scipyx import a", False)])
def test_an_import_of_scipy_is_seen(text, is_seen):
    assert names_scipy(Source(sources()[0].path, "placement", "views", ast.parse(text))) is is_seen


@pytest.mark.once
def test_every_address_of_the_server_is_loaded_without_scipy():
    loaded = subprocess.run(
        [sys.executable, "-c", ADDRESSES],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hervest.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.split() == ["django"]
