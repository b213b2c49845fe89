"""Searching: what is found, and that there is more than the page shows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hervest.audit.models import AuditRow
from portal.test_pages import further_families, text_of

ONE_PAGE = 25


def test_a_search_that_finds_more_than_it_shows_says_so_and_asks_for_more_precise_words(log_in, world):
    client = log_in("marieke")
    further_families(world, ONE_PAGE)
    for words in ("Samuel", "H-"):
        page = text_of(client.get("/search/", {"q": words}))
        assert f"{ONE_PAGE} dossiers gevonden" in page
        assert "Meer dan" not in page

    further_families(world, 1)
    for words in ("Samuel", "H-"):
        page = text_of(client.get("/search/", {"q": words}))
        assert f"Meer dan {ONE_PAGE} dossiers gevonden: maak uw zoekvraag preciezer" in page
        assert page.count('class="utrecht-link hv-code"') == ONE_PAGE
        shown = AuditRow.rows.filter(verb="case.listed").latest("number").detail["codes"]
        assert len(shown) == ONE_PAGE
        assert all(f'href="/cases/{code}/"' in page for code in shown)


def test_no_more_is_sought_than_fits_in_an_address(log_in, world):
    """A text that was pasted by mistake is cut, in the field and in the address."""
    client = log_in("marieke")
    further_families(world, 1)
    assert "1 dossier gevonden" in text_of(client.get("/search/", {"q": "Samuel"}))

    page = text_of(client.get("/search/", {"q": "Samuel" + " x" * 2000}))

    assert page.count('maxlength="100"') == 2
    assert "1 dossier gevonden" not in page
    assert " x" * 60 not in page


def test_it_says_so_in_english_too(log_in, world):
    client = log_in("marieke")
    client.post("/profile/", {"language": "en", "submission": "k1"})
    further_families(world, ONE_PAGE + 1)

    page = text_of(client.get("/search/?q=Samuel"))

    assert f"More than {ONE_PAGE} cases found: make your search more precise" in page


def test_finding_more_than_is_shown_costs_no_more_queries(log_in, world):
    client = log_in("marieke")

    def n_queries():
        client.get("/search/?q=Samuel")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/search/?q=Samuel").status_code == 200
        return len(asked)

    further_families(world, 2)
    few = n_queries()
    further_families(world, ONE_PAGE)
    assert n_queries() == few
