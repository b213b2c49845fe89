"""The social map: what is found, in which order, and what has to be looked at again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts.vocabulary import OrganisationId
from hervest.deadlines.period import Offset
from hervest.knowledge.rules import LONGEST_WAIT, fits, found_by, freshness, in_order, read_themes
from hervest.knowledge.settings import knowledge_settings, themes
from hervest.knowledge.vocabulary import (
    INTERPRETERS,
    LOW_COST,
    Cost,
    Freshness,
    Listed,
    MapFilters,
    MapOrder,
    MapPart,
    ServiceFacts,
    ThemeKey,
    WayIn,
)

TODAY = date(2026, 11, 23)
AFTER = Offset.parse("+6m")
KEYS = ("work", "legal", "language")


def service(name="Dienst", *, number=1, checked=TODAY, ended=None, mine=False, owner=1, **known):
    known = {"themes": frozenset({ThemeKey("work")}), **known}
    facts = ServiceFacts(name=name, owner=OrganisationId(owner), **known)
    return Listed(number, "GM9001", facts, "Stichting Wegwijs", "Werk en ondernemen", checked, ended, mine)


listed = st.builds(
    service,
    st.sampled_from(("Tolken Oost", "Taalhuis", "Kringloop")),
    number=st.integers(1, 9),
    checked=st.none() | st.dates(TODAY - timedelta(days=400), TODAY),
    ended=st.none() | st.just(TODAY),
    mine=st.booleans(),
    owner=st.integers(1, 3),
    themes=st.frozensets(st.sampled_from(KEYS), min_size=1),
    place=st.sampled_from(("", "Molenveen", "Havermeer")),
    languages=st.lists(st.sampled_from(("ar", "ti", "nl")), unique=True).map(tuple),
    has_interpreter=st.sampled_from((None, True, False)),
    cost=st.sampled_from(Cost),
    way_in=st.sampled_from(WayIn),
    waiting_weeks=st.none() | st.integers(0, 20),
)
filters = st.builds(
    MapFilters,
    words=st.sampled_from(("", "tolken", "TAAL", "nergens")),
    theme=st.sampled_from(("", *KEYS)),
    place=st.sampled_from(("", "molenveen")),
    language=st.sampled_from(("", "ar")),
    cost=st.sampled_from(("", *Cost)),
    way_in=st.sampled_from(("", *WayIn)),
    owner=st.integers(0, 3),
    waiting=st.none() | st.integers(0, 20),
    part=st.sampled_from(MapPart),
)


def expected(row, asked):
    """The same by a list of what must hold, each on its own."""
    facts, old = row.facts, row.checked_on is None or row.checked_on <= date(2026, 5, 23)
    parts = {
        MapPart.THERE: not row.ended_on,
        MapPart.TO_CHECK: not row.ended_on and old,
        MapPart.MINE_TO_CHECK: not row.ended_on and old and row.is_mine,
        MapPart.ENDED: bool(row.ended_on),
    }
    holds = [parts[asked.part]]
    if asked.words:
        holds.append(asked.words.lower() in f"{facts.name} {facts.place} {row.owner_name} {row.theme_titles}".lower())
    if asked.theme:
        holds.append(asked.theme in facts.themes)
    if asked.place:
        holds.append(asked.place == facts.place.lower())
    if asked.language:
        holds.append("ar" in facts.languages or bool(facts.has_interpreter))
    holds += [wanted == there for wanted, there in ((asked.cost, facts.cost), (asked.way_in, facts.way_in)) if wanted]
    if asked.owner:
        holds.append(asked.owner == facts.owner)
    if asked.waiting is not None:
        holds.append(facts.waiting_weeks in range(asked.waiting + 1))
    return all(holds)


@given(listed, filters)
def test_a_search_finds_what_fits_every_part_of_it_and_nothing_else(row, asked):
    assert fits(row, asked, TODAY, after=AFTER) is expected(row, asked)


@given(st.lists(listed, max_size=6), st.sampled_from(MapOrder))
def test_an_order_keeps_every_service_and_is_the_same_whatever_came_first(rows, order):
    found = in_order(rows, order)

    assert sorted(map(id, found)) == sorted(map(id, rows))
    if order is MapOrder.WAITING:
        waits = [LONGEST_WAIT if row.facts.waiting_weeks is None else row.facts.waiting_weeks for row in found]
        assert waits == sorted(waits)
    if order is MapOrder.CHECKED:
        days = [row.checked_on or date.min for row in found]
        assert days == sorted(days)
    numbered = [service(row.facts.name, number=number) for number, row in enumerate(rows)]
    assert in_order(numbered, order) == in_order(reversed(numbered), order)


def test_words_are_found_without_their_accents_and_capitals():
    assert found_by(service("Café Één"), "CAFE een")
    assert not found_by(service("Café Één"), "cafe twee")


@pytest.mark.parametrize(
    ("checked", "is_so"),
    [
        (None, Freshness.NEVER),
        (date(2026, 5, 23), Freshness.OLD),
        (date(2026, 5, 24), Freshness.FRESH),
        (TODAY, Freshness.FRESH),
    ],
)
def test_a_service_is_old_on_the_day_the_term_after_its_check_has_passed(checked, is_so):
    assert freshness(checked, TODAY, after=AFTER) is is_so


def test_every_theme_has_both_titles_and_a_source_and_the_ones_the_code_knows_are_among_them():
    known = {theme.key: theme for theme in themes()}

    assert {INTERPRETERS, LOW_COST} <= known.keys()
    assert all(theme.source.startswith("domain.md") for theme in known.values())
    assert {key for key, theme in known.items() if not theme.may_refer} == {"faith", "lgbti", "emergency"}
    assert str(knowledge_settings().old_after) == "+6m"


@pytest.mark.parametrize(
    "rows", ["work,Werk,,yes,domain.md", "work,Werk,Work,yes,", "work,Werk,Work,yes,x\nwork,Werk,Work,yes,x"]
)
def test_a_theme_without_title_or_source_or_said_twice_is_refused(rows):
    with pytest.raises(ValueError, match="theme"):
        read_themes(f"key,title_nl,title_en,may_refer,source\n{rows}\n")
