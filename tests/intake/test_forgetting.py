"""Files that were read and never applied are forgotten, by the night that comes after their days are over."""

import tomllib
from datetime import timedelta
from importlib import resources

import pytest

from hervest.audit.models import AuditRow
from hervest.cli import nightly
from hervest.core import clock
from hervest.intake.actions import apply_import, preview_import
from hervest.intake.dwelling_actions import apply_dwelling_import, preview_dwellings
from hervest.intake.jobs import forget_old_previews
from hervest.intake.models import Import
from hervest.intake.settings import intake_settings, parse_settings
from intake.dossier_files import family, source_of, xlsx
from intake.dwelling_files import home, homes
from people import HERE, NOW

DAYS = timedelta(days=14)
TABLE = tomllib.loads(resources.files("hervest.intake").joinpath("settings_nl.toml").read_text("utf-8"))


@pytest.fixture
def dossiers(world):
    return preview_import(
        by=world.actor("sander"), now=NOW, municipality=HERE, file_name="g.xlsx", source=source_of(xlsx(family()))
    )


@pytest.fixture
def dwellings(world):
    return preview_dwellings(
        by=world.actor("joris"), now=NOW, municipality=HERE, file_name="w.xlsx", source=source_of(homes(home()))
    )


def test_previews_of_both_kinds_are_forgotten_after_fourteen_days_and_not_before(dossiers, dwellings):
    assert forget_old_previews(NOW + DAYS - timedelta(seconds=1)) == 0
    assert Import.rows.count() == 2

    assert forget_old_previews(NOW + DAYS) == 2
    assert Import.rows.count() == 0
    assert forget_old_previews(NOW + DAYS) == 0


def test_what_was_applied_stays(world, dossiers, dwellings):
    apply_import(by=world.actor("sander"), now=NOW, number=dossiers)
    apply_dwelling_import(by=world.actor("joris"), now=NOW, number=dwellings)

    assert forget_old_previews(NOW + 10 * DAYS) == 0
    assert Import.rows.count() == 2


def test_forgetting_is_told_in_the_log_without_what_the_file_held(dossiers, dwellings):
    forget_old_previews(NOW + DAYS)
    told = AuditRow.rows.filter(verb__in=["import.forgotten", "dwelling_import.forgotten"])

    assert sorted((row.verb, row.by_name, sorted(row.detail)) for row in told) == [
        ("dwelling_import.forgotten", "system:intake.forget", ["number"]),
        ("import.forgotten", "system:intake.forget", ["number"]),
    ]


def test_the_work_of_the_day_forgets(monkeypatch, dossiers):
    monkeypatch.setattr(nightly, "close_old_connections", lambda: None)  # the test's own connection stays open
    monkeypatch.setattr(clock, "now", lambda: NOW + DAYS)

    assert nightly.do_the_day()
    assert Import.rows.count() == 0


def test_the_days_are_a_setting():
    assert intake_settings().previews_kept == DAYS
    assert parse_settings(TABLE | {"previews": {"forgotten_after_days": 3}}).previews_kept == timedelta(days=3)
    with pytest.raises(KeyError):
        parse_settings(TABLE | {"previews": {}})
