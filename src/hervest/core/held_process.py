"""How a process that opens what nobody trusts yet holds itself to little time and memory; without Django."""

import sys
from contextlib import suppress
from typing import Protocol

try:
    import resource
except ImportError:  # Windows has no such limits: there the parent's clock and the reader's own counts hold
    resource = None  # type: ignore[assignment]


class HeldTo(Protocol):
    """Seconds of the processor and bytes of memory."""

    @property
    def cpu_s(self) -> int:
        """Seconds after which the system ends the process."""

    @property
    def memory(self) -> int:
        """Bytes beyond which it gets none."""


def hold_to(limits: HeldTo) -> bool:
    """This process is ended when it uses more time; it gets no more memory and leaves nothing on a disk.

    Whether the system holds it to its memory: Linux does. macOS knows the limit and does not keep it, Windows has none.
    """
    if resource is None:
        return False
    _limit(resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 1)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    return _limit(resource.RLIMIT_AS, limits.memory, limits.memory) and sys.platform.startswith("linux")


def _limit(what: int, soft: int, hard: int) -> bool:
    with suppress(ValueError, OSError):
        _, highest = resource.getrlimit(what)
        most = hard if highest == resource.RLIM_INFINITY else min(hard, highest)
        resource.setrlimit(what, (min(soft, most), most))
        return True
    return False


def peak_memory() -> int:
    """Bytes this process used at most, as far as the system tells; else 0."""
    if resource is None:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
