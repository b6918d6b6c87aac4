-- How every feed did on every day (UTC): its polls, what became of the pages it named (each counted on the day of its last
-- change), and flags:
--   silent       nothing new for three days and for three times its usual pause (the mean time between its days with news);
--                for seven days, until it has had news on three days and so its pause is known
--   lost_volume  on a day that is over, fewer than a fifth of the new items that it brings on a usual day (the mean of up
--                to 14 polled days before, without its first, which brings what had gathered; at least 5 days and 5 items)
--   lost_arabic  of 5 pages or more that have a title, in its last three days on record, fewer than half are Arabic (the
--                title has Arabic letters and the article was not found to be in another language), while of 10 or more
--                in the 30 days on record before four fifths were
--   all_fail     everything failed one step in its last three days on record, `failing_step`: two polls or more; or three
--                pages or more that came to fetch, extract (no text), language (not Arabic), or ended as dead letters
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
    MAX_BY(error, CASE WHEN error IS NOT NULL THEN polled_at END) AS last_error,
    SUM(items) AS items,
    SUM(new_items) AS new_items,
    SUM(bytes) AS feed_bytes,
    AVG(elapsed_ms) AS mean_elapsed_ms
  FROM {feed_polls}
  GROUP BY feed_url, CAST(polled_at AS DATE)
),
latest_pages AS (
  SELECT feed_url, outlet, CAST(visited_at AS DATE) AS day, visited_at, outcome, reason, title, bytes
  FROM {pages}
  WHERE feed_url IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY url ORDER BY visited_at DESC) = 1
),
failures AS (
  SELECT feed_url, day, CONCAT(outcome, ':', COALESCE(reason, '')) AS failure
  FROM latest_pages
  WHERE outcome IN ('failed', 'gone', 'retry', 'no_text', 'dead_letter')
  GROUP BY feed_url, day, CONCAT(outcome, ':', COALESCE(reason, ''))
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY feed_url, day ORDER BY COUNT(*) DESC, CONCAT(outcome, ':', COALESCE(reason, ''))
  ) = 1
),
visits AS (
  SELECT
    feed_url,
    day,
    MAX_BY(outlet, visited_at) AS outlet,
    COUNT(*) AS page_count,
    COUNTIF(outcome IN ('pending', 'retry')) AS pages_waiting,
    COUNTIF(outcome = 'retry' AND COALESCE(reason, '') <> 'host_resting') AS pages_tried,
    COUNTIF(outcome IN ('failed', 'gone')) AS pages_failed,
    COUNTIF(outcome = 'gated') AS pages_gated,
    COUNTIF(outcome = 'no_text') AS pages_no_text,
    COUNTIF(outcome = 'not_arabic') AS pages_not_arabic,
    COUNTIF(outcome = 'no_contact') AS pages_no_contact,
    COUNTIF(outcome = 'reported') AS pages_reported,
    COUNTIF(outcome = 'dead_letter') AS pages_dead_letter,
    COUNTIF(title IS NOT NULL) AS pages_titled,
    COUNTIF(
      (title LIKE '%ا%' OR title LIKE '%ل%' OR title LIKE '%ي%' OR title LIKE '%م%') AND outcome <> 'not_arabic'
    ) AS pages_arabic,
    SUM(bytes) AS page_bytes
  FROM latest_pages
  GROUP BY feed_url, day
),
days AS (
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
    polls.last_error,
    COALESCE(polls.items, 0) AS items,
    COALESCE(polls.new_items, 0) AS new_items,
    COALESCE(polls.feed_bytes, 0) AS feed_bytes,
    polls.mean_elapsed_ms,
    COALESCE(visits.page_count, 0) AS page_count,
    COALESCE(visits.pages_waiting, 0) AS pages_waiting,
    COALESCE(visits.pages_tried, 0) AS pages_tried,
    COALESCE(visits.pages_failed, 0) AS pages_failed,
    COALESCE(visits.pages_gated, 0) AS pages_gated,
    COALESCE(visits.pages_no_text, 0) AS pages_no_text,
    COALESCE(visits.pages_not_arabic, 0) AS pages_not_arabic,
    COALESCE(visits.pages_no_contact, 0) AS pages_no_contact,
    COALESCE(visits.pages_reported, 0) AS pages_reported,
    COALESCE(visits.pages_dead_letter, 0) AS pages_dead_letter,
    COALESCE(visits.pages_titled, 0) AS pages_titled,
    COALESCE(visits.pages_arabic, 0) AS pages_arabic,
    COALESCE(visits.page_bytes, 0) AS page_bytes
  FROM polls
  FULL OUTER JOIN visits ON visits.feed_url = polls.feed_url AND visits.day = polls.day
),
numbered AS (
  -- Days as numbers, so that their differences are the same in all dialects (1901 to 2099).
  SELECT
    days.*,
    failures.failure AS main_failure,
    EXTRACT(YEAR FROM days.day) * 365 + CAST(FLOOR((EXTRACT(YEAR FROM days.day) - 1) / 4) AS INT64)
      + EXTRACT(DAYOFYEAR FROM days.day) AS day_number,
    MAX(CASE WHEN poll_count > 0 THEN days.day END) OVER () AS last_day,
    MIN(CASE WHEN poll_count > 0 THEN days.day END) OVER (PARTITION BY days.feed_url) AS first_day
  FROM days
  LEFT JOIN failures ON failures.feed_url = days.feed_url AND failures.day = days.day
),
seen AS (
  SELECT
    *,
    MIN(CASE WHEN poll_count > 0 THEN day_number END) OVER so_far AS first_number,
    COUNTIF(new_items > 0) OVER so_far AS news_days,
    MIN(CASE WHEN new_items > 0 THEN day_number END) OVER so_far AS first_news,
    MAX(CASE WHEN new_items > 0 THEN day_number END) OVER so_far AS last_news,
    AVG(CASE WHEN polls_ok > 0 AND day > first_day THEN new_items END) OVER fortnight AS usual_items,
    COUNTIF(polls_ok > 0 AND day > first_day) OVER fortnight AS usual_days,
    SUM(pages_titled) OVER recent AS recent_titled,
    SUM(pages_arabic) OVER recent AS recent_arabic,
    SUM(pages_titled) OVER before AS before_titled,
    SUM(pages_arabic) OVER before AS before_arabic,
    SUM(poll_count) OVER recent AS recent_polls,
    SUM(polls_ok) OVER recent AS recent_polls_ok,
    SUM(pages_failed + pages_tried) OVER recent AS recent_unfetched,
    SUM(pages_no_text) OVER recent AS recent_no_text,
    SUM(pages_not_arabic) OVER recent AS recent_not_arabic,
    SUM(pages_dead_letter) OVER recent AS recent_dead_letters,
    SUM(pages_gated) OVER recent AS recent_gated,
    SUM(pages_no_contact + pages_reported) OVER recent AS recent_read
  FROM numbered
  WINDOW
    so_far AS (PARTITION BY feed_url ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    fortnight AS (PARTITION BY feed_url ORDER BY day ROWS BETWEEN 14 PRECEDING AND 1 PRECEDING),
    recent AS (PARTITION BY feed_url ORDER BY day ROWS BETWEEN 2 PRECEDING AND CURRENT ROW),
    before AS (PARTITION BY feed_url ORDER BY day ROWS BETWEEN 32 PRECEDING AND 3 PRECEDING)
),
judged AS (
  SELECT
    *,
    poll_count > 0 AND day_number - COALESCE(last_news, first_number) >= GREATEST(
      3,
      CASE
        WHEN news_days = 0 THEN 0
        WHEN news_days < 3 THEN 7
        ELSE 3 * (last_news - first_news) / (news_days - 1)
      END
    ) AS silent,
    COALESCE(
      day < last_day AND polls_ok > 0 AND usual_days >= 5 AND usual_items >= 5 AND new_items < usual_items / 5, FALSE
    ) AS lost_volume,
    COALESCE(
      page_count > 0 AND recent_titled >= 5 AND recent_arabic < recent_titled / 2
        AND before_titled >= 10 AND before_arabic >= before_titled * 4 / 5,
      FALSE
    ) AS lost_arabic,
    CASE
      WHEN poll_count > 0 AND recent_polls >= 2 AND recent_polls_ok = 0 THEN 'poll'
      WHEN page_count = 0 THEN NULL
      WHEN recent_unfetched >= 3
        AND recent_gated + recent_no_text + recent_not_arabic + recent_dead_letters + recent_read = 0 THEN 'fetch'
      WHEN recent_no_text >= 3 AND recent_not_arabic + recent_dead_letters + recent_read = 0 THEN 'extract'
      WHEN recent_not_arabic >= 3 AND recent_dead_letters + recent_read = 0 THEN 'language'
      WHEN recent_dead_letters >= 3 AND recent_read + recent_gated = 0 THEN 'dead_letter'
    END AS failing_step
  FROM seen
)
SELECT
  feed_url,
  day,
  outlet,
  poll_count,
  polls_ok,
  polls_failed,
  last_outcome,
  last_success_at,
  last_polled_at,
  last_error,
  items,
  new_items,
  feed_bytes,
  mean_elapsed_ms,
  page_count,
  pages_waiting,
  pages_failed,
  pages_gated,
  pages_no_text,
  pages_not_arabic,
  pages_no_contact,
  pages_reported,
  pages_dead_letter,
  main_failure,
  page_bytes,
  usual_items,
  silent,
  lost_volume,
  lost_arabic,
  failing_step,
  TRIM(CONCAT(
    CASE WHEN silent THEN 'silent ' ELSE '' END,
    CASE WHEN lost_volume THEN 'lost_volume ' ELSE '' END,
    CASE WHEN lost_arabic THEN 'lost_arabic ' ELSE '' END,
    CASE WHEN failing_step IS NOT NULL THEN CONCAT('all_fail:', failing_step) ELSE '' END
  )) AS flags
FROM judged
