-- How every feed did on every day (UTC): its polls, and what became of the pages it named (each counted on the day of
-- its last change).
WITH
polls AS (
  SELECT
    feed_url,
    CAST(polled_at AS DATE) AS day,
    MAX_BY(outlet, polled_at) AS outlet,
    COUNT(*) AS poll_count,
    COUNTIF(outcome IN ('ok', 'not_modified')) AS polls_ok,
    COUNTIF(outcome NOT IN ('ok', 'not_modified')) AS polls_failed,
    MAX_BY(outcome, polled_at) AS last_outcome,
    MAX(CASE WHEN outcome IN ('ok', 'not_modified') THEN polled_at END) AS last_success_at,
    MAX(polled_at) AS last_polled_at,
    SUM(items) AS items,
    SUM(new_items) AS new_items,
    SUM(bytes) AS feed_bytes,
    AVG(elapsed_ms) AS mean_elapsed_ms
  FROM {feed_polls}
  GROUP BY feed_url, CAST(polled_at AS DATE)
),
latest_pages AS (
  SELECT feed_url, outlet, visited_at, outcome, bytes
  FROM {pages}
  WHERE feed_url IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY url ORDER BY visited_at DESC) = 1
),
visits AS (
  SELECT
    feed_url,
    CAST(visited_at AS DATE) AS day,
    MAX_BY(outlet, visited_at) AS outlet,
    COUNT(*) AS page_count,
    COUNTIF(outcome IN ('pending', 'retry')) AS pages_waiting,
    COUNTIF(outcome IN ('failed', 'gone')) AS pages_failed,
    COUNTIF(outcome = 'gated') AS pages_gated,
    COUNTIF(outcome = 'no_text') AS pages_no_text,
    COUNTIF(outcome = 'not_arabic') AS pages_not_arabic,
    COUNTIF(outcome = 'no_contact') AS pages_no_contact,
    COUNTIF(outcome = 'reported') AS pages_reported,
    SUM(bytes) AS page_bytes
  FROM latest_pages
  GROUP BY feed_url, CAST(visited_at AS DATE)
)
SELECT
  COALESCE(polls.feed_url, visits.feed_url) AS feed_url,
  COALESCE(polls.day, visits.day) AS day,
  COALESCE(polls.outlet, visits.outlet) AS outlet,
  COALESCE(polls.poll_count, 0) AS poll_count,
  COALESCE(polls.polls_ok, 0) AS polls_ok,
  COALESCE(polls.polls_failed, 0) AS polls_failed,
  polls.last_outcome,
  polls.last_success_at,
  polls.last_polled_at,
  COALESCE(polls.items, 0) AS items,
  COALESCE(polls.new_items, 0) AS new_items,
  COALESCE(polls.feed_bytes, 0) AS feed_bytes,
  polls.mean_elapsed_ms,
  COALESCE(visits.page_count, 0) AS page_count,
  COALESCE(visits.pages_waiting, 0) AS pages_waiting,
  COALESCE(visits.pages_failed, 0) AS pages_failed,
  COALESCE(visits.pages_gated, 0) AS pages_gated,
  COALESCE(visits.pages_no_text, 0) AS pages_no_text,
  COALESCE(visits.pages_not_arabic, 0) AS pages_not_arabic,
  COALESCE(visits.pages_no_contact, 0) AS pages_no_contact,
  COALESCE(visits.pages_reported, 0) AS pages_reported,
  COALESCE(visits.page_bytes, 0) AS page_bytes
FROM polls
FULL OUTER JOIN visits ON visits.feed_url = polls.feed_url AND visits.day = polls.day
