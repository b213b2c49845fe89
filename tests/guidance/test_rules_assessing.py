"""Instruments as data: versions that never overlap, and what is known after a talk."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.guidance.assessing_rules import (
    Asked,
    Said,
    about_of,
    answered,
    asked_refusal,
    in_force,
    n_known,
    read_instruments,
    version_of,
)
from hervest.guidance.assessing_vocabulary import ANSWERS_OF, About, Answer, AnswerSource, Scale
from hervest.guidance.intensity_defaults import _text, instruments

INSTRUMENTS, ITEMS = _text("instruments_nl.csv"), _text("instrument_items_nl.csv")
FACTORS = next(one for one in instruments() if one.key == "factors")
OF_HOUSEHOLDS = FACTORS.asked(About.HOUSEHOLD, with_finance=True)
DAY = date(2026, 11, 20)

# fmt: off
NOT_ASKED = (
    "sex", "geslacht", "mannen", "vrouw", "male", "female", "gender", "homo", "lesb", "lhbt", "gay", "orient",
    "geloof", "relig", "faith", "kerk", "moskee", "church", "mosque", "islam", "christ", "herkomst", "origin",
    "etnic", "ethnic", "nationalit", "ras", "race", "huidskleur", "marteling", "tortur", "verkracht", "rape",
    "geweld", "violence", "diagnos", "ziekte", "disease", "hiv", "depress", "ptss", "ptsd", "versla", "addict",
    "zwanger", "pregnan", "leeftijd",
)
# fmt: on
"""Parts of words for what is protected, medical or of another compartment."""


def test_the_packaged_instruments_say_their_source_and_are_in_force_today():
    assert {one.key for one in in_force(instruments(), date(2026, 11, 29))} == {"factors", "self_reliance"}
    for one in instruments():
        assert one.source
        assert one.mark in {"V", "A"}
        assert one.checked_on >= one.valid_from
    assert len(next(one for one in instruments() if one.key == "self_reliance").items) == 9


def test_no_item_asks_what_is_protected_medical_or_of_another_compartment():
    for one in instruments():
        for item in one.items:
            told = f"{item.key} {item.title_nl} {item.title_en} {item.plain_nl} {item.plain_en}".lower()
            words = told.replace(",", " ").replace("_", " ").split()
            assert [part for part in NOT_ASKED if any(word.startswith(part) for word in words)] == [], item.key


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("instruments_text", "items_text"),
    [
        (INSTRUMENTS + INSTRUMENTS.splitlines()[1] + "\n", ITEMS),
        (replaced(INSTRUMENTS, "factors,2026-11", "factors,2026-12"), ITEMS),
        (INSTRUMENTS, ITEMS + ITEMS.splitlines()[1] + "\n"),
        (INSTRUMENTS, replaced(ITEMS, "coped_before,person,protective,1", "coped_before,person,protective,0")),
        (INSTRUMENTS, replaced(ITEMS, "coped_before,person,protective", "coped_before,person,domain")),
        (INSTRUMENTS, replaced(ITEMS, "coped_before,person", "coped_before,somebody")),
        (INSTRUMENTS, replaced(ITEMS, "You coped with great changes before", "")),
        (replaced(INSTRUMENTS, "factors,2026-11,strength", "factors,2026-11,level"), ITEMS),
    ],
)
def test_a_table_that_cannot_be_stops_the_start(instruments_text, items_text):
    with pytest.raises(ValueError, match=r".+"):
        read_instruments(instruments_text, items_text)


def two_versions(until, begins):
    old = replaced(INSTRUMENTS, "2026-11-01,,", f"2026-11-01,{until},")
    new = old.splitlines()[1].replace("factors,2026-11", "factors,2").replace(f"2026-11-01,{until}", f"{begins},")
    return read_instruments(f"{old}{new}\n", ITEMS + "factors,2,only,household,burdening,1,,a,b,c,d\n")


def test_each_day_has_one_version_and_the_day_after_the_last_the_next():
    found = two_versions("2027-01-31", "2027-02-01")

    def at(day):
        return [one.version for one in in_force(found, day) if one.key == "factors"]

    assert at(date(2026, 10, 31)) == []
    assert at(date(2027, 1, 31)) == ["2026-11"]
    assert at(date(2027, 2, 1)) == ["2"]
    assert version_of(found, "factors", "2026-11").version == "2026-11"
    with pytest.raises(KeyError):
        version_of(found, "factors", "3")
    with pytest.raises(ValueError, match="factors"):
        two_versions("2027-02-01", "2027-02-01")


def test_member_zero_is_the_household():
    assert (about_of(0), about_of(2)) == (About.HOUSEHOLD, About.PERSON)


STRENGTHS = st.sampled_from(ANSWERS_OF[Scale.STRENGTH])
KEYS = st.sampled_from([item.key for item in OF_HOUSEHOLDS])
SAID = st.builds(Said, STRENGTHS, st.sampled_from(AnswerSource), st.dates(date(2026, 1, 1), DAY))


@given(st.dictionaries(KEYS, SAID), st.dictionaries(KEYS, STRENGTHS), st.sampled_from(AnswerSource))
def test_after_a_talk_each_answer_is_the_new_one_and_keeps_its_first_source_if_it_stayed(before, answers, source):
    found = answered(OF_HOUSEHOLDS, Asked(answers, source, DAY), before)

    for item in OF_HOUSEHOLDS:
        told = answers.get(item.key, Answer.UNKNOWN)
        stayed = item.key in before and before[item.key].answer is told
        assert found[item.key] == (before[item.key] if stayed else Said(told, source, DAY))
    assert n_known(OF_HOUSEHOLDS, found) == sum(answer is not Answer.UNKNOWN for answer in answers.values())


def test_what_is_not_asked_stays_as_it_was_known():
    debts = Said(Answer.STRONG, AnswerSource.TEAM, DAY)
    without = FACTORS.asked(About.HOUSEHOLD, with_finance=False)

    assert answered(without, Asked({}, AnswerSource.GROUP, DAY), {"debts": debts})["debts"] == debts


def test_a_talk_of_today_with_one_answer_can_be_kept():
    asked = Asked({"isolated": Answer.ABSENT}, AnswerSource.TEAM, DAY)

    assert asked_refusal(FACTORS, OF_HOUSEHOLDS, asked, last_on=DAY, today=DAY) is None
    late = asked_refusal(FACTORS, OF_HOUSEHOLDS, asked, last_on=DAY + timedelta(days=1), today=DAY)
    assert late.code == "assessed_before_the_last"
