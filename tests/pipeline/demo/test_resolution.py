"""Perfect findings about the newsroom's articles resolve into exactly the expected events."""

import datetime as dt

import msgspec
import pytest

from pipeline.demo.expected import differences
from pipeline.demo.newsdesk import articles, events, outlets
from schemas.records import EventRevision, Findings, Participant, Report
from transforms.events.resolution import ResolveFold
from transforms.events.syndication import text_minhash

OFFICES = {
    "william-burns": ("cia-director", "cia", "US"),
    "john-ratcliffe": ("cia-director", "cia", "US"),
    "sergey-naryshkin": ("svr-director", "svr", "RU"),
    "nikolai-patrushev": ("ru-security-council-secretary", None, "RU"),
    "vladimir-putin": ("ru-president", None, "RU"),
    "cia": (None, "cia", "US"),
    "fsb": (None, "fsb", "RU"),
}
CAMEO = {"call": "041", "meeting": "040", "visit": "042", "message": "064", "exchange": "0841"}


def participants(names):
    return tuple(
        Participant(person_id=n, name=n, office=OFFICES[n][0], service=OFFICES[n][1], side=OFFICES[n][2]) for n in names
    )


def findings(article, detected_at):
    url = f"http://{article.outlet}.example{article.path}"
    named = [(article.primary, "primary")] if article.primary else []
    reports = []
    for number, (name, role) in enumerate(named + [(b, "background") for b in article.background]):
        event = events()[name]
        corrected = role == "primary" and article.start is not None
        start, end = (article.start, article.end) if corrected else (event.start, event.end)
        people = article.people
        if role == "background":
            people = next(a.people for a in articles(2) if a.primary == name and len(a.people) == 2)
        reports.append(
            Report(
                report_id=f"{url}#{number}",
                url=url,
                outlet=outlets()[article.outlet].name,
                title=article.title,
                published_at=article.published_at,
                role=role,
                mode=event.modes[0],
                cameo_code=CAMEO[event.modes[0]],
                status="reported",
                participants=participants(people),
                event_start=start,
                event_end=end,
                date_precision="day" if start == end else "range",
                place_country=event.country,
                quote="",
                quote_start=0,
                quote_end=0,
                confidence=0.9,
                text_minhash=text_minhash(article.body),
                detected_at=detected_at,
            )
        )
    return Findings(url=url, detected_at=detected_at, reports=tuple(reports))


def rows(outputs, known):
    """The rows of the view `events`: the latest standing revision of each event."""
    for row in outputs:
        if isinstance(row, EventRevision):
            known[row.event_id] = row
    return [msgspec.structs.asdict(r) for r in known.values() if r.merged_into is None and r.report_count]


@pytest.mark.parametrize("stages", [(1,), (2,), (1, 2), (1, 2, 3)])
def test_events(stages):
    fold = ResolveFold()
    state, known, at = fold.fresh(), {}, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for stage in stages:
        at += dt.timedelta(hours=1)
        state, outputs = fold.fold(state, [findings(a, at) for a in articles(stage)], at)
        found = rows(outputs, known)
        assert differences(stage, found) == []
