"""Where a row of the plan comes from: in the words of the field, in both languages, never as a key."""

import pytest
from django.utils.translation import override

from hervest.journey.source_rules import read_sources, source_keys
from hervest.journey.template_defaults import default_template, sources
from hervest.journey.templatetags.plan import in_words
from hervest.journey.workflow_rules import OWN_SOURCE
from journey.test_actions import family, task_of

__all__ = ["family"]

HEAD = "key,name_nl,name_en\n"


def test_every_source_that_a_row_names_has_a_name_and_no_other_source_stands_in_the_list():
    named = {key for spec in default_template().by_id.values() for key in source_keys(spec.source)}

    assert set(sources()) == named | {OWN_SOURCE}


@pytest.mark.parametrize("broken", ["A,naam,\n", "A,,name\n", "A,naam,name\nA,naam,name\n"])
def test_a_source_without_a_name_or_twice_is_refused(broken):
    with pytest.raises(ValueError, match="A"):
        read_sources(HEAD + broken)

    assert read_sources(HEAD + "A,naam,name\n")["A"].en == "name"


def test_the_box_with_the_reason_names_the_sources_and_no_key(log_in, world, family):
    row = task_of(world, family, "C02")
    with override("nl"):
        words = in_words(row.because.source)
    page = log_in("marieke").get(f"/cases/{family}/tasks/{row.id}/").content.decode()

    assert "COA, huisvesting van statushouders; Nieuwe Brabanders" in words
    assert "COA, huisvesting van statushouders; Nieuwe Brabanders" in page
    assert row.because.source not in page


def test_sources_read_in_english_too():
    with override("en"):
        assert in_words("PW44, XX") == "Participation Act, article 44; XX"
