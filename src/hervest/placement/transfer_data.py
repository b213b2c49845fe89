"""Reads the pick-list of a transfer from `transfer_nl.csv`."""

from functools import cache
from importlib import resources

from hervest.placement.transfer_rules import PacketRow, read_packet


@cache
def packet() -> tuple[PacketRow, ...]:
    """What goes along to another municipality, what does not, and why."""
    return read_packet(resources.files("hervest.placement").joinpath("transfer_nl.csv").read_text(encoding="utf-8"))
