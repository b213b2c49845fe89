"""How audit rows hang together: each carries the hash of what stands before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written, before it has its place in a chain. `chain` is a municipality's code, or empty."""

    chain: str
    at: datetime
    by_id: int | None
    by_name: str
    verb: str
    within: str = ""
    case_code: str = ""
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry at its place: number and both hashes."""

    entry: Entry
    number: int
    previous_hash: str
    own_hash: str


def fingerprint(entry: Entry, number: int, previous_hash: str) -> str:
    """SHA-256, hex, over the canonical JSON of entry, number and previous hash."""
    content = [
        entry.chain,
        number,
        previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        entry.by_id,
        entry.by_name,
        entry.verb,
        entry.within,
        entry.case_code,
        entry.detail,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def linked(entries: Iterable[Entry], length: int, last_hash: str) -> list[Link]:
    """The entries as the next links of a chain of `length` that ends in `last_hash`."""
    links: list[Link] = []
    for number, entry in enumerate(entries, start=length + 1):
        own_hash = fingerprint(entry, number, last_hash)
        links.append(Link(entry, number, last_hash, own_hash))
        last_hash = own_hash
    return links


def first_broken(links: Iterable[Link], length: int, ends_in: str) -> int | None:
    """Number of the first link that does not follow from the one before it, or None if the chain is whole.

    Whole is only a chain of `length` that ends in the hash `ends_in`: else its tail was cut off or added to.
    """
    expected_number, last_hash = 1, ""
    for link in links:
        whole = (
            link.number == expected_number
            and link.previous_hash == last_hash
            and link.own_hash == fingerprint(link.entry, link.number, last_hash)
        )
        if not whole:
            return expected_number
        expected_number, last_hash = expected_number + 1, link.own_hash
    n_found = expected_number - 1
    if n_found == length and last_hash == ends_in:
        return None
    return max(min(n_found, length) + (n_found != length), 1)
