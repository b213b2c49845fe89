"""Numbers, amounts, postcodes and addresses as people write them: a file and a form are read alike."""

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
FIRST_BIRTH_YEAR = 1900
"""Nobody who lives was born before."""

LONGEST_LABEL = 63
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*")
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LETTERS = re.compile(r"[A-Za-z]")
PHONE = re.compile(r"\+?[0-9][0-9 ()./\N{NO-BREAK SPACE}-]*|\(0[0-9]+\)[0-9 ()./\N{NO-BREAK SPACE}-]*")
FEWEST_FIGURES, MOST_FIGURES = 3, 15
"""Of a telephone number: from 112 up to the longest that a network connects. Source: ITU-T E.164."""

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


def email_in(text: str) -> str | None:
    """An address one can write to, in plain letters and figures; None for anything else.

    A letter of another script that looks like one of ours is none: who is written to must be seen.
    """
    local, _, domain = text.strip().rpartition("@")
    labels = domain.split(".")
    is_local = len(local) <= LONGEST_LOCAL and LOCAL.fullmatch(local) is not None
    is_domain = len(labels) > 1 and all(map(LABEL.fullmatch, labels)) and LETTERS.search(labels[-1]) is not None
    return f"{local}@{domain}" if is_local and is_domain else None


def phone_in(text: str) -> str | None:
    """A telephone number as it was spaced; None for what cannot be called."""
    number = text.strip()
    n_figures = sum(letter.isdecimal() for letter in number)
    return number if PHONE.fullmatch(number) and FEWEST_FIGURES <= n_figures <= MOST_FIGURES else None
