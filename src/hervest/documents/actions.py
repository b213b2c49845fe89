"""Keeping a file and letting go of it: steps of the actions of the rooms above, which ask who may."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from hervest.core.vocabulary import MunicipalityCode
from hervest.documents.models import Document
from hervest.documents.vocabulary import CheckedFile


def keep_file(*, now: datetime, municipality: MunicipalityCode, file: CheckedFile) -> int:
    """The file stands here, whole or not at all, and gives its number."""
    return Document.rows.create(
        municipality_id=municipality,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        fingerprint=sha256(file.content).hexdigest(),
        content=file.content,
        kept_at=now,
    ).pk


def drop_files(documents: Collection[int]) -> int:
    """Nothing is left of these files; how many there were."""
    n_gone: int = Document.rows.filter(pk__in=documents).delete()[0]
    return n_gone
