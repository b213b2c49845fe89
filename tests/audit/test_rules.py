"""The chain: every link carries what stands before it, and a change anywhere is found where it was made."""

import dataclasses
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.audit.rules import Entry, Link, fingerprint, first_broken, linked

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

texts = st.text(max_size=20)
entries = st.builds(
    Entry,
    chain=st.just("GM9001"),
    at=st.datetimes(timezones=st.just(UTC)),
    by_id=st.none() | st.integers(1, 99),
    by_name=texts,
    verb=texts,
    within=texts,
    case_code=texts,
    detail=st.dictionaries(
        texts, st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3), max_size=3
    ),
)
chains = st.lists(entries, min_size=1, max_size=6)


def one(**changes):
    return dataclasses.replace(
        Entry("GM9001", AT, 3, "Sander Bos", "task.done", "journey.finish", "H-0001", {"n": 1}), **changes
    )


def broken(links, written=None):
    """Where `links` break, measured by the head of the chain as it was `written`."""
    written = links if written is None else written
    return first_broken(links, len(written), written[-1].own_hash)


@given(chains)
def test_a_chain_that_was_only_added_to_is_whole(written):
    assert broken(linked(written, 0, "")) is None


@given(chains, chains)
def test_a_chain_written_in_two_goes_is_the_chain_written_in_one(first, second):
    links = linked(first, 0, "")

    assert links + linked(second, len(links), links[-1].own_hash) == linked(first + second, 0, "")


CHANGES = {
    "at": AT + timedelta(seconds=1),
    "by_id": 4,
    "by_name": "Iemand Anders",
    "verb": "task.undone",
    "within": "",
    "case_code": "H-0002",
    "detail": {"n": 2},
    "chain": "GM9002",
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_changed_word_is_found_at_the_row_it_stands_in(name, number):
    links = linked([one(), one(verb="case.read"), one(verb="team.left")], 0, "")
    assert broken(links) is None
    links[number - 1] = dataclasses.replace(
        links[number - 1], entry=dataclasses.replace(links[number - 1].entry, **{name: CHANGES[name]})
    )

    assert broken(links) == number


def test_every_word_of_an_entry_is_under_the_hash():
    assert set(CHANGES) == {field.name for field in dataclasses.fields(Entry)}


@given(chains.filter(lambda written: len(written) > 1), st.data())
def test_a_row_taken_out_is_found(written, data):
    links = linked(written, 0, "")
    gone = data.draw(st.integers(0, len(links) - 2))

    assert broken(links[:gone] + links[gone + 1 :], links) == gone + 1


def test_two_rows_that_changed_places_are_found():
    links = linked([one(), one(verb="case.read")], 0, "")

    assert broken([links[1], links[0]], links) == 1


def test_a_row_written_anew_with_a_fitting_hash_is_found_at_the_next_row():
    links = linked([one(), one(verb="case.read")], 0, "")
    forged = one(verb="nothing.happened")
    links[0] = Link(forged, 1, "", fingerprint(forged, 1, ""))

    assert broken(links) == 2


def test_the_hash_is_sha_256_of_what_the_row_says():
    """Worked out apart from the product: an auditor can do the same with any other tool."""
    content = [
        "GM9001",
        1,
        "",
        "2026-11-23T09:00:00+00:00",
        3,
        "Sander Bos",
        "task.done",
        "journey.finish",
        "H-0001",
        {"n": 1},
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    assert linked([one()], 0, "")[0].own_hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_clock_of_another_zone_makes_no_other_hash():
    summer = timezone(timedelta(hours=2))

    assert fingerprint(one(at=AT.astimezone(summer)), 1, "") == fingerprint(one(), 1, "")


@given(chains, st.data())
def test_a_tail_that_was_cut_off_is_missed(written, data):
    links = linked(written, 0, "")
    kept = data.draw(st.integers(0, len(links) - 1))

    assert broken(links[:kept], links) == kept + 1


@given(chains)
def test_a_last_link_that_is_not_the_one_the_head_knows_is_found(written):
    links = linked(written, 0, "")
    other = linked([dataclasses.replace(written[-1], verb="other", detail={"n": "other"})], len(links) - 1, "")

    assert broken([*links[:-1], *other], [*links[:-1], links[-1]]) == len(links)
