-- How the news of an event spread: one row for every event and day (UTC) of publication. The arrays hold that day's
-- reports in the order in which they were published; the same position in each is the same report. The independent
-- reports are counted by outlet and by text, whichever are fewer: at most so many (event_revisions has the event's own).
SELECT
  events.event_id,
  CAST(COALESCE(reports.published_at, reports.detected_at) AS DATE) AS day,
  events.title,
  events.mode,
  events.event_start,
  events.event_end,
  COUNT(*) AS report_count,
  COUNT(DISTINCT reports.outlet) AS outlet_count,
  LEAST(
    COUNT(DISTINCT reports.outlet),
    COUNT(DISTINCT COALESCE(NULLIF(reports.syndication_id, ''), reports.report_id))
  ) AS independent_report_count,
  ARRAY_AGG(reports.outlet ORDER BY COALESCE(reports.published_at, reports.detected_at), reports.report_id) AS outlets,
  ARRAY_AGG(reports.role ORDER BY COALESCE(reports.published_at, reports.detected_at), reports.report_id) AS roles,
  ARRAY_AGG(COALESCE(reports.title, '') ORDER BY COALESCE(reports.published_at, reports.detected_at), reports.report_id)
    AS titles,
  ARRAY_AGG(reports.quote ORDER BY COALESCE(reports.published_at, reports.detected_at), reports.report_id) AS quotes,
  ARRAY_AGG(reports.url ORDER BY COALESCE(reports.published_at, reports.detected_at), reports.report_id) AS urls
FROM {reports_latest} AS reports
JOIN {events} AS events ON events.event_id = reports.event_id
GROUP BY
  events.event_id,
  CAST(COALESCE(reports.published_at, reports.detected_at) AS DATE),
  events.title,
  events.mode,
  events.event_start,
  events.event_end
