-- One row for every event that stands: its latest revision. Left out are events that were merged into another, and
-- those that no report tells of any more (withdrawn, or struck out by an analyst); event_revisions keeps both.
SELECT *
FROM {event_revisions}
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY revision DESC, revised_at DESC) = 1
  AND merged_into IS NULL
  AND report_count > 0
