"""Bytes become text whatever they were declared to be."""

import pytest

from newsdigest.cleaning.decoding import codec, decode, utf8

TEXT = "<p>Žluťoučký kůň – “naïve” café, 3 €</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_told_by_its_bytes(encoding):
    """With or without a byte order mark, and against a wrong declaration."""
    data = (TEXT * 5).encode(encoding)
    assert decode(data, "iso-8859-1") == TEXT * 5
    assert utf8(data, "iso-8859-1").decode() == TEXT * 5


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1250", "Žluťoučký kůň"), ("shift_jis", "日本の新聞"), ("koi8-r", "мост упал")]
)
def test_declared_encodings_are_used(encoding, text):
    """By the transport, or by the document itself."""
    assert decode(text.encode(encoding), encoding) == text
    page = f'<meta charset="{encoding}"><p>{text}</p>'
    assert text in decode(page.encode(encoding))


def test_latin_1_means_windows_1252():
    """As every browser does."""
    assert decode("“quoted” – 3 €".encode("cp1252"), "iso-8859-1") == "“quoted” – 3 €"


def test_damaged_utf_8_stays_utf_8():
    """One broken byte does not turn the rest into gibberish."""
    assert decode((TEXT * 20).encode() + b"\xff").startswith(TEXT)


def test_labels_that_are_no_encodings_are_refused():
    """Transformations of bytes and unknown names."""
    assert codec("zip") is None
    assert codec("no such thing") is None


@pytest.mark.parametrize("before", range(4))
def test_characters_that_lie_across_what_is_looked_at_at_once_are_valid(before):
    """Bytes are looked at piece by piece; a character broken at the very end is none."""
    data = b"<" * before + ("€😀é" * 20_000).encode()
    assert utf8(data, "cp1250") is data
    assert utf8(data[:-1], "cp1250") != data[:-1]
    assert utf8(data + b"\xff" + data, "utf-8") != data + b"\xff" + data
