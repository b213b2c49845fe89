"""A mark of how something stands, for who must not overwrite unseen what another changed (ADR 26)."""

from collections.abc import Mapping
from hashlib import sha256


def mark(stands: Mapping[str, object]) -> str:
    """Tells whether these fields still stand as somebody saw them; says nothing of what they hold."""
    lines = "\n".join(f"{name}={stands[name]!r}" for name in sorted(stands))
    return sha256(lines.encode()).hexdigest()[:16]
