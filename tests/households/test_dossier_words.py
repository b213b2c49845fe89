"""Words of the dossier in the language of the reader."""

import pytest
from django.utils import translation

from hervest.households.templatetags.household import dossier_word
from hervest.households.vocabulary import DOSSIER_WORDS


@pytest.mark.parametrize(
    ("written", "english"),
    [("zoon", "son"), ("Secundair", "secondary"), ("zoon van persoon 1", "zoon van persoon 1"), ("100%%", "100%%")],
)
def test_a_word_that_dossiers_use_is_read_in_ones_own_language_and_what_else_stands_there_as_it_was_written(
    written, english
):
    with translation.override("en"):
        assert dossier_word(written) == english
    with translation.override("nl"):
        assert dossier_word(written) == written


def test_every_word_of_dossiers_that_is_known_stands_once():
    assert len(set(DOSSIER_WORDS)) == len(DOSSIER_WORDS)
