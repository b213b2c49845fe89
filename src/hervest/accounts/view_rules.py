"""What of a list's address is kept under a name: its filters and its order, and nothing that is only of the moment."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

OF_THE_MOMENT = frozenset({"page", "csrfmiddlewaretoken", "submission"})


def kept_query(query: str) -> str:
    """The filters of an address in one order, so that the same view is the same text; which page of it is left out.

    A filter that says nothing is none.
    """
    pairs = parse_qsl(query.removeprefix("?"))
    return urlencode(sorted((key, value) for key, value in pairs if key not in OF_THE_MOMENT))


def is_name_free(name: str, taken: Iterable[str]) -> bool:
    """Whether no view of the list has the name yet, however it is written."""
    return name.casefold() not in {each.casefold() for each in taken}
