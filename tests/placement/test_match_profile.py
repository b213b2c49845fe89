"""What scorers receive has no field for what is never used: the list of fields is frozen, and so are their types."""

import dataclasses
import inspect
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hervest.placement import match_score_rules
from hervest.placement.match_score_rules import MATCH_CRITERIA, Scored
from hervest.placement.match_vocabulary import (
    GroupProfile,
    LifePhase,
    MatchCriteria,
    MatchCriterion,
    MatchProfile,
)
from hervest.sponsorship.vocabulary import (
    Ability,
    Block,
    ContactForm,
    Experience,
    GroupFacts,
    Interest,
    Rhythm,
    SpokenLevel,
    SponsorFacts,
    Theme,
    WorkField,
)

ALLOWED = {
    MatchProfile: {
        "n_persons",
        "phases",
        "languages",
        "has_interpreter",
        "arrival",
        "neighbourhood",
        "blocks",
        "interests",
        "work_hopes",
        "helps_first",
        "abilities",
        "covered",
        "experience",
        "rhythm",
        "contact_forms",
        "stones",
    },
    GroupProfile: {
        "members",
        "min_members",
        "capacity_persons",
        "abilities",
        "starts",
        "area",
        "themes",
        "rhythm",
        "contact_forms",
        "n_backups",
        "has_bond",
    },
    SponsorFacts: {
        "is_admitted",
        "languages",
        "blocks",
        "interests",
        "work_fields",
        "experience",
        "modules",
        "away",
    },
}
"""Whoever adds a field here has first read sponsorship.md, 2.6: it may not be, or stand in for, what is never used."""

WORDS = {
    Ability, Block, ContactForm, Experience, Interest, LifePhase, MatchCriterion, Rhythm, SpokenLevel, Theme, WorkField,
}  # fmt: skip
TEXTS = {("MatchProfile", "languages"), ("MatchProfile", "neighbourhood"), ("GroupProfile", "area")} | {
    ("SponsorFacts", "languages")
}
"""The fields that may hold a text: codes of languages and four digits of postcodes."""


def parts(kind):
    """Every plain type that a type is made of."""
    if get_origin(kind) in {Union, types.UnionType, tuple, frozenset, Mapping}:
        for part in get_args(kind):
            yield from parts(part)
    elif kind not in {Ellipsis, type(None)}:
        yield kind


def strangers(kind, seen=None):
    """Fields and types reachable from `kind` that are not allowed."""
    seen = set() if seen is None else seen
    if kind in seen:
        return []
    seen.add(kind)
    found = [f"{kind.__name__}.{field.name}" for field in dataclasses.fields(kind) if field.name not in ALLOWED[kind]]
    for name, hint in get_type_hints(kind).items():
        for part in parts(hint):
            if dataclasses.is_dataclass(part):
                found += strangers(part, seen) if part in ALLOWED else [f"{kind.__name__}.{name}: {part.__name__}"]
            elif part is str:
                found += [] if (kind.__name__, name) in TEXTS else [f"{kind.__name__}.{name}: text"]
            elif part not in WORDS | {int, bool, date}:
                found.append(f"{kind.__name__}.{name}: {part}")
    return found


def test_the_fields_that_scorers_receive_are_these_and_no_others():
    for kind, names in ALLOWED.items():
        assert {field.name for field in dataclasses.fields(kind)} == names
    assert strangers(MatchProfile) == []
    assert strangers(GroupProfile) == []


def test_nothing_that_is_never_used_has_a_word_in_what_scorers_receive():
    never = "nation ethnic skin colour relig church mosque politic orient gender sex woman women man men union ground"
    never += " route procedure diagnos income benefit photo attract crim return deserv name birth age origin sensitive"
    words = {name for names in ALLOWED.values() for name in names} | {
        member.name.lower() for vocabulary in WORDS for member in vocabulary
    }
    pieces = {piece for word in words for piece in word.split("_")}

    assert pieces & set(never.split()) == set()
    assert {"women", "religion"} & (pieces | {"religion"}) == {"religion"}  # the check sees a word that is there


def test_what_is_smuggled_in_would_be_seen():
    smuggled = dataclasses.make_dataclass("MatchProfile", [("n_persons", int), ("religion", str)], frozen=True)
    nested = dataclasses.make_dataclass("GroupProfile", [("members", tuple[dict[str, Any], ...])], frozen=True)
    ALLOWED[smuggled], ALLOWED[nested] = ALLOWED[MatchProfile], ALLOWED[GroupProfile]
    try:
        assert strangers(smuggled) == ["MatchProfile.religion", "MatchProfile.religion: text"]
        assert len(strangers(nested)) == 1
    finally:
        del ALLOWED[smuggled], ALLOWED[nested]


def test_a_criterion_reads_profiles_and_published_numbers_only():
    assert {name: hint for name, hint in get_type_hints(Scored).items() if name != "commonness"} == {
        "household": MatchProfile,
        "group": GroupProfile,
        "criteria": MatchCriteria,
    }
    assert get_args(get_type_hints(Scored)["commonness"]) == (Interest, int)
    for criterion in MATCH_CRITERIA.values():
        assert [each.annotation for each in inspect.signature(criterion).parameters.values()] == [Scored]
    text = inspect.getsource(match_score_rules)
    assert not [word for word in ("PairFacts", "SafetyFacts", "GroupFacts", "n_women") if word in text]


def test_what_only_rules_may_read_of_a_group_is_left_behind():
    left = {field.name for field in dataclasses.fields(GroupFacts)} - ALLOWED[GroupProfile]

    assert left == {"group", "municipality", "stage", "n_women", "ready_until"}


def test_words_are_closed_lists():
    assert all(issubclass(vocabulary, Enum) for vocabulary in WORDS)
