"""When an article was published."""

from __future__ import annotations

import datetime as dt

from schemas.records import Article


def published_on(article: Article) -> dt.date | None:
    """The day of publication on the publisher's clock."""
    if article.published_at is None:
        return None
    if article.utc_offset_minutes is None:
        return article.published_at.date()
    zone = dt.timezone(dt.timedelta(minutes=article.utc_offset_minutes))
    try:
        return article.published_at.astimezone(zone).date()
    except (OverflowError, ValueError):
        return article.published_at.date()
