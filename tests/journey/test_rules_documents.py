"""Who reads a document: by what it is, of whom it is, and for whom it was meant; told twice, in two ways."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import law
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.document_rules import (
    Filed,
    Reading,
    document_refusal,
    is_read_by,
    is_received_by,
    kinds_for,
    tier_of,
)
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.schedule_vocabulary import MessageParty

COA, HEALTH, HOUSING, GROUP, HOUSEHOLD = DocumentReader
ROLE_OF = {
    COA: "coa_liaison",
    HEALTH: "health_partner",
    HOUSING: "housing_partner",
    GROUP: "sponsor_member",
    HOUSEHOLD: "newcomer_adult",
}
READ_AS_COMPOSED = {"match_level"}
"""What a group is told of tier P1 is written for it (sponsorship.md, 6.5): a document meant for it is."""

members = st.sampled_from([None, MemberNo(1), MemberNo(2)])
filings = st.builds(
    Filed, kind=st.sampled_from(DocumentKind), about=members, readers=st.frozensets(st.sampled_from(DocumentReader))
)
readings = st.builds(
    Reading,
    tiers=st.frozensets(st.sampled_from([Tier.P0, Tier.P1, Tier.P1A, Tier.P2])),
    reads_finance=st.booleans(),
    reads_numbers=st.booleans(),
    is_inner=st.booleans(),
    sides=st.frozensets(st.sampled_from(DocumentReader)),
    about=st.frozensets(st.sampled_from([MemberNo(1), MemberNo(2)])),
)


def told_otherwise(filed, reading):
    """The same, sentence by sentence."""
    tier = tier_of(filed.kind)
    if reading.is_inner:
        shown = {DocumentKind.MONEY: reading.reads_finance, DocumentKind.IDENTITY: reading.reads_numbers}
        return tier in reading.tiers and shown.get(filed.kind, True)
    meant = [side for side in filed.readers if side in reading.sides]
    money = filed.kind in {DocumentKind.MONEY, DocumentKind.IDENTITY}
    is_own = filed.about in reading.about if filed.about or filed.kind is DocumentKind.IDENTITY else True
    if HOUSEHOLD in meant and is_own and (filed.kind is not DocumentKind.MONEY or reading.reads_finance):
        return True
    if GROUP in meant and tier in {"P0", "P1"}:
        return True
    if COA in meant and not money and tier in reading.tiers:
        return True
    if HOUSING in meant and tier in {"P0", "P1a"} and tier in reading.tiers:
        return True
    return HEALTH in meant and not money and tier in reading.tiers and filed.about in reading.about


@given(filings, readings)
def test_who_reads_a_document(filed, reading):
    assert is_read_by(filed, reading) is told_otherwise(filed, reading)


@given(filings, readings, st.sampled_from(DocumentReader))
def test_meant_for_fewer_it_is_read_by_no_more(filed, reading, side):
    fewer = Filed(filed.kind, filed.title, filed.about, filed.readers - {side})

    assert is_read_by(filed, reading) or not is_read_by(fewer, reading)


@given(filings, readings)
def test_what_is_of_one_person_is_for_nobody_else_of_the_household(filed, reading):
    others = replace(reading, is_inner=False, sides=frozenset({HOUSEHOLD}), about=frozenset({MemberNo(9)}))

    assert not is_read_by(replace(filed, about=MemberNo(1)), others)
    assert is_read_by(Filed(DocumentKind.LETTER, readers=frozenset({HOUSEHOLD})), others)


@pytest.mark.parametrize("side", DocumentReader)
@pytest.mark.parametrize("kind", DocumentKind)
def test_nothing_is_meant_for_a_side_that_the_tables_do_not_let_it_read(side, kind):
    scope = law.READING[ROLE_OF[side]][tier_of(kind).value]
    may = scope not in {"-", *law.NO_FIELDS} or scope in READ_AS_COMPOSED
    narrow = {DocumentKind.MONEY, DocumentKind.IDENTITY} if law.MATRIX["money.read"][ROLE_OF[side]] == "-" else set()

    assert (kind in kinds_for(side)) is (may and kind not in narrow)


@given(filings, st.sampled_from(MessageParty))
def test_a_receiver_who_reads_it_is_one_for_whom_it_is_meant(filed, party):
    side = {"coa": COA, "housing_association": HOUSING}.get(
        party.value, HEALTH if "health" in party.value or party.value in {"gp", "medical_service"} else None
    )
    is_shut = filed.kind in {DocumentKind.MONEY, DocumentKind.IDENTITY}
    told = {"municipality": True, "guidance": not is_shut}.get(party.value, side is not None and side in filed.readers)

    assert is_received_by(filed, party) is told


@pytest.mark.parametrize(
    ("filed", "code"),
    [
        (Filed(DocumentKind.IDENTITY, readers=frozenset({GROUP})), "document_not_for_them"),
        (Filed(DocumentKind.MONEY, readers=frozenset({COA})), "document_not_for_them"),
        (Filed(DocumentKind.LETTER, readers=frozenset({HEALTH})), "document_about_whom"),
        (Filed(DocumentKind.LETTER, about=MemberNo(1), readers=frozenset({HEALTH})), None),
        (Filed(DocumentKind.HOME, readers=frozenset({COA, HOUSING, GROUP, HOUSEHOLD})), None),
        (Filed(DocumentKind.MONEY, readers=frozenset({HOUSEHOLD})), None),
        (Filed(DocumentKind.IDENTITY, readers=frozenset({HOUSEHOLD})), "document_whose_number"),
        (Filed(DocumentKind.IDENTITY, about=MemberNo(1), readers=frozenset({HOUSEHOLD})), None),
        (Filed(DocumentKind.IDENTITY), None),
    ],
)
def test_what_cannot_be_meant_so_is_refused(filed, code):
    refusal = document_refusal(filed)

    assert (refusal.code if refusal else None) == code
