"""Under which name a file is kept, and what its name says that it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.documents.rules import ENDING_OF, ENDINGS, kept_name, kind_by_name, plain_name
from hervest.documents.vocabulary import LONGEST_NAME, FileKind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("foto.jpg", "foto.jpg"),
        ("Foto van de woning.JPEG", "Foto van de woning.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\sander\\foto.jpg", "foto.jpg"),
        (". .jpg", "jpg.jpg"),
        ("", "document.jpg"),
        ("foto\u202egnp.jpg", "fotognp.jpg"),
        ("foto\x00\r\n.jpg", "foto.jpg"),
        ("عقد الإيجار.jpg", "عقد الإيجار.jpg"),
        ("a\u200b\u2066b\u2069.jpg", "ab.jpg"),
        ('<b>"x"?.jpg', "bx.jpg"),
        (" . foto . .jpg", "foto.jpg"),
        ("archief.tar.jpg", "archief.tar.jpg"),
        ("x" * 500 + ".jpg", "x" * (LONGEST_NAME - 4) + ".jpg"),
    ],
)
def test_a_name_is_kept_without_places_and_without_what_nobody_sees(name, kept):
    assert kept_name(name, FileKind.JPEG) == kept


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_a_kept_name_is_one_short_name_with_our_ending(name, kind):
    kept = kept_name(name, kind)

    assert len(kept) <= LONGEST_NAME
    assert not set("/\\\r\n\x00\u202e\u2066") & set(kept)
    assert kept.endswith(f".{ENDING_OF[kind]}")
    assert not kept.startswith(".")
    assert kind_by_name(kept) is kind
    assert kept_name(kept, kind) == kept


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.PDF", "pdf"), ("a.pdf.exe", None), ("pdf", "pdf"), ("a.docm", None), ("a.svg", None), ("a.p\u200bdf", "pdf")],
)
def test_the_end_of_a_name_says_what_it_is(name, kind):
    assert kind_by_name(name) == kind


def test_every_ending_is_of_a_kind_that_is_taken():
    assert set(ENDINGS.values()) == set(FileKind)
    assert plain_name("a b.pdf") == "a b.pdf"
