"""A language or country typed by hand is read with the same words as a dossier."""

import pytest
from django.utils.translation import override

from hervest.core import names
from hervest.households.forms import CodeField
from hervest.households.name_rules import country_codes, language_codes, nationality_codes
from hervest.households.search_rules import folded
from hervest.households.templatetags.household import language_name
from hervest.intake.text_rules import folded as folded_in_a_file
from hervest.intake.words import dutch_words
from hervest.sponsorship.templatetags.sponsorship import spoken


@pytest.mark.parametrize(
    ("typed", "code"), [("Farsi", "fa"), ("Oromo", "om"), ("Kurmandji", "kmr"), ("Dari", "prs"), ("Arabisch", "ar")]
)
def test_a_language_is_known_in_a_file_and_in_a_form(typed, code):
    assert CodeField(language_codes, names="languages").clean(typed) == code
    assert dutch_words().languages[folded_in_a_file(typed)] == code


@pytest.mark.parametrize(("typed", "code"), [("Irakese", "IQ"), ("Irakees", "IQ"), ("Syrisch", "SY"), ("Birma", "MM")])
def test_a_nationality_is_known_in_a_file_and_in_a_form(typed, code):
    assert CodeField(nationality_codes, names="countries").clean(typed) == code
    assert dutch_words().nationalities[folded_in_a_file(typed)] == code


def test_every_name_of_our_own_lists_is_known_in_a_form():
    assert {folded(name) for name, _ in names.more_languages()} <= set(language_codes())
    assert {folded(name) for name, _ in names.more_countries()} <= set(country_codes())
    assert "klingonees" not in language_codes()


@pytest.mark.parametrize("language", names.SPOKEN_HERE)
def test_a_language_has_one_name_on_every_page_whoever_speaks_it(language):
    codes = {*names.MORE_LANGUAGES, *(code for _, code in names.more_languages()), "ar", "ckb", "so"}
    with override(language):
        of_households = {code: language_name(code) for code in codes}
        of_sponsors = {code: spoken(code) for code in codes}

    assert of_households == of_sponsors
    assert of_sponsors["kmr"] == "Kurmanji"
    assert {folded(name) for name in of_households.values()} <= set(language_codes())  # and it is read in a form


def test_a_code_that_nobody_has_a_name_for_stays():
    assert spoken("qqq") == language_name("qqq") == "qqq"
