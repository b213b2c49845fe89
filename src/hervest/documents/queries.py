"""Files as they are taken and as they are handed out; who may have them asks the room that had them kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hervest.core.errors import NotFound
from hervest.documents.models import Document
from hervest.documents.reading_apart import checked_apart
from hervest.documents.settings import file_limits
from hervest.documents.vocabulary import CheckedFile, FileKind, FileProblem


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a file is, without what it holds. `size` in bytes."""

    id: int
    name: str
    kind: FileKind
    size: int


def checked_file(name: str, content: bytes) -> CheckedFile | FileProblem:
    """The file that somebody sent as it may be kept, or why it may not. No transaction may be open meanwhile."""
    return checked_apart(name, content)


def largest_file() -> int:
    """Bytes of the largest file that is taken."""
    return file_limits().file_size


def stored_files(ids: Iterable[int]) -> Mapping[int, StoredFile]:
    """What these files are. 1 query, and nothing of what they hold is read."""
    rows = Document.rows.filter(pk__in=set(ids)).values_list("pk", "name", "kind", "size")
    return {pk: StoredFile(pk, name, FileKind(kind), size) for pk, name, kind, size in rows}


def content_of(document: int) -> bytes:
    """What a file holds. Raises: NotFound."""
    found = Document.rows.filter(pk=document).values_list("content", flat=True).first()
    if found is None:
        raise NotFound("no_such_document")
    return bytes(found)
