"""A mark of how something stands, for who must not overwrite unseen what another changed (ADR 26)."""

from hashlib import sha256


def mark(stands: object) -> str:
    """Tells whether something still stands as somebody saw it; says nothing of what it holds.

    Made of what `repr` says of it: the same thing must always be said in the same order.
    """
    return sha256(repr(stands).encode()).hexdigest()[:16]
