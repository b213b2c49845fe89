"""How a task is named where many are chosen at once."""

Work = tuple[str, int]
"""A task: the code of its case, and its number."""


def key_of(work: Work) -> str:
    """The task as a tick box sends it: `H-0004:12`."""
    return f"{work[0]}:{work[1]}"


def work_in(key: str) -> Work:
    """The task that a tick box sent. Raises: ValueError for anything else."""
    case, _colon, task = key.rpartition(":")
    return case, int(task)
