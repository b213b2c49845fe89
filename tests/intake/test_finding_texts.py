"""Every finding has its sentence and what would be right, in both languages, whatever it carries."""

import pytest
from django.utils import translation

from hervest.core.texts import coded
from hervest.intake.finding_rules import PARAMS
from hervest.intake.shown_rules import place_of, value_shown
from hervest.intake.stored_rules import tier_of
from hervest.intake.templatetags.intake import message, remedy, value_text
from hervest.intake.vocabulary import Finding, FindingCode
from intake.dossier_files import family, read, xlsx


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", list(FindingCode))
@pytest.mark.parametrize("params", [(), tuple((name, "12 %") for name in PARAMS)])
def test_every_finding_can_be_said(language, code, params):
    with translation.override(language):
        said = message(Finding(code, "Personen", 3, "Rol", params))
        right = remedy(Finding(code, "Personen", 3, "Rol", params)) if Finding(code).is_error else "-"

    assert said != code.value
    assert right not in {"", code.value}
    assert "%(" not in said + right


@pytest.mark.parametrize(
    ("path", "header", "who", "text", "shown"),
    [
        ("huishouden.contacttaal", "Contacttaal", "", "ti", "Tigrinya"),
        ("huishouden.verblijf", "Verblijf", "", "camp", "kamp"),
        ("personen[1].roepnaam", "Roepnaam", "Hala", "Halla", "Halla"),
        ("personen[2].talen", "Talen", "آدم", "ar:native; en:basic", "Arabisch (moedertaal), Engels (basis)"),
        ("personen[1].uitgerekend_op", "Uitgerekend op", "Hala", "2027-04-01", "do 1 apr 2027"),
        ("personen[1].geboortedatum", "Geboortedatum", "Hala", "onbekend", "onbekend"),
        ("behoeften[2:lift]", "Behoefte", "آدم · lift", "lift", "lift"),
        ("behoeften[:rustige buurt].toelichting", "Toelichting", "rustige buurt", "Stil.", "Stil."),
        ("wensen[1:werk]", "Wens", "Hala · werk", "Weer naaien.", "Weer naaien."),
    ],
)
def test_a_path_is_shown_as_the_layout_calls_it(path, header, who, text, shown):
    (dossier,) = read(xlsx(family())).dossiers
    place = place_of(path, dossier)

    assert (place.header, place.who) == (header, who)
    with translation.override("nl"):
        assert value_text(value_shown(text, place)) == shown


@pytest.mark.parametrize(
    ("path", "tier"),
    [
        ("huishouden.route", "P0"),
        ("huishouden.tolk_nodig", "P0"),
        ("huishouden.verwachte_aankomst", "P1"),
        ("huishouden.bijzonderheden", "P3"),
        ("personen[1].roepnaam", "P1"),
        ("personen[1].uitgerekend_op", "P2"),
        ("personen[3]", "P1"),
        ("behoeften[2:rolstoel]", "P2"),
        ("behoeften[2:rolstoel].toelichting", "P3"),
        ("wensen[:inrichting]", "P1"),
        ("wensen[1:mentor]", "P3"),
        ("wensen[:sponsorgroep#2]", "P3"),
        ("familie_elders[moeder:ER]", "P3"),
        ("familie_elders[moeder:ER].roepnaam", "P3"),
    ],
)
def test_every_path_has_the_tier_of_its_column(path, tier):
    assert tier_of(path) == tier


def test_only_a_birth_date_is_said_to_be_allowed_to_be_unknown():
    assert "onbekend" in coded("FindingRemedy", FindingCode.NOT_A_BIRTH_DATE)
    assert "onbekend" not in coded("FindingRemedy", FindingCode.NOT_A_DATE)
