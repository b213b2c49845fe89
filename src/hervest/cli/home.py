"""The folder of this installation: made before Django wakes, because its settings read the key file."""

import os
import secrets
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def home() -> Path:
    """HERVEST_HOME, or `var` in the current folder."""
    return Path(os.environ.get("HERVEST_HOME", "var")).resolve()


def folder_alone() -> Path:
    """The folder exists afterwards, for its owner only; a key is not made. Raises: OSError."""
    folder = home()
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def prepare() -> Path:
    """The folder and its key file exist afterwards; the key is readable by its owner only and never replaced."""
    folder = folder_alone()
    try:
        handle = os.open(folder / "key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        return folder
    with os.fdopen(handle, "w", encoding="utf-8") as key_file:
        key_file.write(secrets.token_urlsafe(50) + "\n")
    return folder


def has_key() -> bool:
    """Whether this installation was set up."""
    return (home() / "key").exists()
