"""Date expressions of Arabic news: where they stand and which days they speak of, as of the day of publication.

One module a convention: `calendar_points` (days and months by name), `numeric`, `hijri`, `weekdays`, `relative` (today,
yesterday), `lengths` (three months ago), `periods` (last week), `seasons`, `years`, `datelines`. Each reads tokens of
`lexicon`, whose words are the YAML files; `resolve` turns what was read into days; `mentions` puts it together.
"""

from transforms.arabic.dates.mention import DateMention
from transforms.arabic.dates.mentions import date_mentions, published_day

__all__ = ["DateMention", "date_mentions", "published_day"]
