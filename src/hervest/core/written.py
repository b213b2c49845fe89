"""Numbers, amounts and postcodes as people write them: a file and a form are read alike."""

import re
from decimal import Decimal

LARGEST_NUMBER = 999
LARGEST_AMOUNT = 99_999
"""In euros: more is a mistake in typing, and every database holds its cents."""

LOWEST_FLOOR, HIGHEST_FLOOR = -5, 99
LARGEST_KEY = 2**63 - 1
"""Every database numbers its rows below this."""

WHOLE = re.compile(r"-?[0-9]{1,19}")
MEASURE = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?")
AMOUNT = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}|[0-9]{1,9}([.,][0-9]{1,2})?")
POSTCODE = re.compile(r"([1-9]\d{3})[ \N{NO-BREAK SPACE}]*([A-Za-z]{2})", re.ASCII)


def whole_in(text: str) -> int | None:
    """The whole number, in figures only; None for anything else."""
    return int(text) if WHOLE.fullmatch(text) else None


def measure_in(text: str) -> Decimal | None:
    """A length or an area, with a comma or a point; None for anything else."""
    return Decimal(text.replace(",", ".")) if MEASURE.fullmatch(text) else None


def amount_in(text: str) -> Decimal | None:
    """Euros: `712,40`, `712.40`, `€ 1.023,00`; None for anything else, also for `1.023`, which says two things."""
    plain = text.removeprefix("€").strip()
    if not AMOUNT.fullmatch(plain):
        return None
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    return Decimal(plain)


def postcode_in(text: str) -> str | None:
    """`1234 AB`, however it was spaced and in whichever case; None for what is no Dutch postcode."""
    found = POSTCODE.fullmatch(text.strip())
    return f"{found[1]} {found[2].upper()}" if found else None
