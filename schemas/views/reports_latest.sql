-- The latest row of every report that was not withdrawn; event_id is the event that stands, all merges followed.
WITH RECURSIVE
latest_revisions AS (
  SELECT event_id, merged_into
  FROM {event_revisions}
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY revision DESC, revised_at DESC) = 1
),
-- From every event one step further for each merge. No chain of merges is long; the bound is against a circle.
steps AS (
  SELECT event_id, event_id AS standing_id, 0 AS step
  FROM latest_revisions
  UNION ALL
  SELECT steps.event_id, latest_revisions.merged_into AS standing_id, steps.step + 1 AS step
  FROM steps
  JOIN latest_revisions ON latest_revisions.event_id = steps.standing_id
  WHERE latest_revisions.merged_into IS NOT NULL AND steps.step < 100
),
standing AS (
  SELECT event_id, standing_id
  FROM steps
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY step DESC) = 1
),
latest_reports AS (
  SELECT *
  FROM {reports}
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY report_id ORDER BY detected_at DESC) = 1
)
SELECT latest_reports.* REPLACE (COALESCE(standing.standing_id, latest_reports.event_id) AS event_id)
FROM latest_reports
LEFT JOIN standing ON standing.event_id = latest_reports.event_id
WHERE latest_reports.withdrawn_at IS NULL
