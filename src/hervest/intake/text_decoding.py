"""Turns bytes into text: UTF-8, UTF-16 or UTF-32 with its mark, else Windows-1252; never by guessing letters away."""

import codecs

from hervest.intake.vocabulary import FindingCode, Params

UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ZEROS_OF_UTF16 = 4
"""Text in UTF-16 has a zero byte beside nearly every letter of ours: far more than one in four bytes."""


ONE_SIDE = 3
"""How many times as many zeros stand on the one side of its pairs as on the other."""


class EncodingRefused(Exception):
    """The bytes are no text in an encoding that Hervest reads; `params` says where it stops being text."""

    def __init__(self, code: FindingCode, *params: tuple[str, str | int]) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Params = params


def decoded(content: bytes, *, fallback: str | None) -> str:
    """The text of `content`, without its mark; `fallback` is tried when it is not UTF-8.

    A single zero byte stays what it is, a character that its cell is refused for.

    Raises: EncodingRefused; text full of zero bytes is most likely UTF-16 that lost its mark, and is named so.
    """
    if content.startswith(UTF32_MARKS):  # the first of them begins as a mark of UTF-16 does
        return _strictly(content, "utf-32")
    if content.startswith(UTF16_MARKS):
        return _strictly(content, "utf-16")
    if content.count(b"\x00") * ZEROS_OF_UTF16 > len(content):
        raise _full_of_zeros(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if fallback is None:
            raise _not_text(content, error) from None
        return _strictly(content, fallback)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(content, error) from None


def _full_of_zeros(content: bytes) -> EncodingRefused:
    """UTF-16 has its zeros on one side of each pair; elsewhere they are no text at all."""
    sides = sorted((content[::2].count(b"\x00"), content[1::2].count(b"\x00")))
    if sides[1] > ONE_SIDE * sides[0]:
        return EncodingRefused(FindingCode.UTF16_WITHOUT_MARK)
    first = content.index(b"\x00")
    return EncodingRefused(FindingCode.ENCODING_UNKNOWN, ("line", str(content.count(b"\n", 0, first) + 1)))


def _not_text(content: bytes, error: UnicodeDecodeError) -> EncodingRefused:
    """The line, as an editor counts, on which a byte stands that is no letter."""
    return EncodingRefused(FindingCode.ENCODING_UNKNOWN, ("line", str(content.count(b"\n", 0, error.start) + 1)))
