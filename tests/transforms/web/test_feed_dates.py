import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.feed_dates import feed_date

NOW = dt.datetime(2025, 6, 10, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "country", "at", "offset"),
    [
        # RFC 822 and its relatives
        ("Tue, 10 Jun 2025 13:30:00 +0300", None, "2025-06-10T10:30", 180),
        ("10 Jun 25 08:30 GMT", None, "2025-06-10T08:30", 0),
        ("Tue, 10 Jun 2025 08:30:00 EST", None, "2025-06-10T12:00", -300),
        ("Jun 9, 2025 3:04 PM", None, "2025-06-09T15:04", None),
        ("Mon Jun 09 10:00:00 2025", None, "2025-06-09T10:00", None),
        ("Mon, 09 Jun 2025 24:00:00 GMT", None, "2025-06-10T00:00", 0),
        # ISO 8601
        ("2025-06-10T10:00:00Z", None, "2025-06-10T10:00", 0),
        ("2025-06-10T10:00:00.123+03:00", None, "2025-06-10T07:00", 180),
        ("2025-06-10 10:00", None, "2025-06-10T10:00", None),
        ("20250610T101500Z", None, "2025-06-10T10:15", 0),
        ("2025-06-10", None, "2025-06-10T00:00", None),
        ("09/06/2025 10:30", "SA", "2025-06-09T07:30", 180),
        # Arabic
        ("١٠ يونيو ٢٠٢٥ ٠١:٣٠ م", "EG", "2025-06-10T10:30", 180),
        ("الثلاثاء، 10 حزيران 2025 - 12:30", "LB", "2025-06-10T09:30", 180),
        ("الثلاثاء 3 تشرين الثاني 2020 17:00", "JO", "2020-11-03T15:00", 120),
        ("9 جوان 2025 10:00", "TN", "2025-06-09T09:00", 60),
        ("۹ ژوئن 2025", None, None, None),
        ("1 آب 2024 13:00 بتوقيت غرينتش", None, "2024-08-01T13:00", 0),
        ("Tue, 10 يونيو 2025 10:00:00 +0300", None, "2025-06-10T07:00", 180),
        # Hijri
        ("1446-12-13 10:00", "SA", "2025-06-09T07:00", 180),
        ("13 ذو الحجة 1446", "SA", "2025-06-08T21:00", 180),
        ("٣ ربيع الأول ١٤٤٦ هـ", None, "2024-09-06T00:00", None),
        # zones
        ("Tue, 10 Jun 2025 13:30:00 AST", None, "2025-06-10T10:30", 180),
        ("Tue, 10 Jun 2025 11:00:00 GMT", "AE", "2025-06-10T11:00", 240),
        ("Tue, 10 Jun 2025 14:45:00 GMT", "SA", "2025-06-10T11:45", 180),
        ("Tue, 10 Jun 2025 14:45:00 GMT", None, "2025-06-10T12:00", 0),
        # none
        ("Fri, 01 Jan 2082 00:00:00 GMT", None, None, None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, None, None),
        ("0001-01-01T00:00:00Z", None, None, None),
        ("2025-02-31", None, None, None),
        ("قبل ساعتين", None, None, None),
        ("", None, None, None),
    ],
)
def test_date(text: str, country: str | None, at: str | None, offset: int | None) -> None:
    date = feed_date(text, country, NOW)
    if at is None:
        assert date is None
    else:
        assert date is not None
        assert date.at == dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
        assert date.utc_offset_minutes == offset


@given(st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2025, 6, 8)), st.integers(-12, 14))
def test_isoformat_and_rfc_822_agree(local: dt.datetime, hours: int) -> None:
    aware = local.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    for text in (aware.isoformat(), aware.strftime("%a, %d %b %Y %H:%M:%S %z")):
        date = feed_date(text, None, NOW)
        assert date is not None
        assert (date.at, date.utc_offset_minutes) == (aware, hours * 60)


@given(st.text(max_size=80), st.text("0123456789٠١٢-/: +TZيناير", max_size=40))
def test_never_raises_and_never_lies_in_the_future(first: str, second: str) -> None:
    for text in (first, second):
        date = feed_date(text, "EG", NOW)
        assert date is None or dt.datetime(1990, 1, 1, tzinfo=dt.UTC) <= date.at <= NOW + dt.timedelta(minutes=10)
