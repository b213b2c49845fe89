"""Turns bytes into text: UTF-8, UTF-16 with its mark, else Windows-1252; never by guessing letters away."""

import codecs

from hervest.intake.vocabulary import FindingCode

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class EncodingRefused(Exception):
    """The bytes are no text in an encoding that Hervest reads."""

    def __init__(self, code: FindingCode) -> None:
        super().__init__(code)
        self.code = code


def decoded(content: bytes, *, fallback: str | None) -> str:
    """The text of `content`, without its mark; `fallback` is tried when it is not UTF-8.

    Raises: EncodingRefused; text full of zero bytes is most likely UTF-16 that lost its mark, and is named so.
    """
    if content.startswith(UTF16_MARKS):
        return _strictly(content, "utf-16")
    if b"\x00" in content:
        raise EncodingRefused(FindingCode.UTF16_WITHOUT_MARK)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if fallback is None:
            raise EncodingRefused(FindingCode.ENCODING_UNKNOWN) from None
        return _strictly(content, fallback)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise EncodingRefused(FindingCode.ENCODING_UNKNOWN) from None
