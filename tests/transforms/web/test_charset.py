import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.charset import decoded

NEWS = "<p>قالت مصادر مطلعة إن اللقاء عقد في القاهرة أمس، وإن الوفدين ناقشا الملفات المشتركة بين البلدين.</p>"
PAGE = "<html><head><title>الخبر</title></head><body>" + NEWS * 3
LABELS = [
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1256",
    "text/html; charset=ISO-8859-1",
    'text/html; charset="nonsense"',
    "text/html; charset=hex",
]
CHARSETS = ["utf-8", "utf-8-sig", "windows-1256", "iso-8859-6", "utf-16", "utf-16-le", "utf-32-be"]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("charset", CHARSETS)
def test_arabic_is_read_whatever_the_label(charset: str, label: str | None) -> None:
    assert decoded(PAGE.encode(charset), label) == PAGE


@pytest.mark.parametrize(
    "inside",
    [
        '<meta charset="windows-1251">',
        "<?xml version='1.0' encoding='windows-1251'?>",
        '<meta content="text/html; charset=cp1251">',
    ],
)
def test_label_inside_the_document(inside: str) -> None:
    page = f"{inside}<p>Встреча прошла в Анкаре</p>"
    assert decoded(page.encode("cp1251"), "text/html") == page


def test_header_goes_before_the_document() -> None:
    page = '<meta charset="koi8-r"><p>Встреча прошла в Анкаре</p>'
    assert decoded(page.encode("cp1251"), "text/html; charset=windows-1251") == page


def test_french_page_without_a_label() -> None:
    page = "<p>La réunion s'est tenue à Alger, où les délégués ont évoqué la sécurité régionale.</p>"
    assert "réunion" in decoded(page.encode("cp1252"), None)


def test_utf_8_with_broken_bytes_stays_utf_8() -> None:
    body = PAGE.encode()
    text = decoded(body[:-5] + b"\xff\xfe" + body[:201], "text/html")
    assert "القاهرة" in text
    assert text.count("\ufffd") <= 4


def test_empty_and_binary() -> None:
    assert decoded(b"", None) == ""
    assert isinstance(decoded(bytes(range(256)) * 50, "text/html; charset=utf-16"), str)


@given(st.binary(max_size=300), st.sampled_from(LABELS))
def test_never_raises(body: bytes, label: str | None) -> None:
    assert isinstance(decoded(body, label), str)
