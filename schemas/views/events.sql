-- One row for every event that stands: its latest revision. Events that were merged into another are left out.
SELECT *
FROM {event_revisions}
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY revision DESC, revised_at DESC) = 1
  AND merged_into IS NULL
