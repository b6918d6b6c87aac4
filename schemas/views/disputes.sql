-- What reports of a standing event cannot all be right about: one row for every value and report that gives it. The field
-- `status` is there when somebody denies that the contact took place; report_id is then the claim_id of unrealized_latest.
WITH
said AS (
  SELECT report_id, outlet, url, published_at, syndication_id, quote
  FROM {reports_latest}
  UNION ALL
  SELECT claim_id AS report_id, outlet, url, published_at, syndication_id, quote
  FROM {unrealized_latest}
)
SELECT
  events.event_id,
  events.title,
  claim.field,
  claim.value,
  said.report_id,
  said.outlet,
  said.url,
  said.published_at,
  said.syndication_id,
  said.quote
FROM {events} AS events
CROSS JOIN UNNEST(events.claims) AS claim
CROSS JOIN UNNEST(claim.report_ids) AS claiming_id
JOIN said ON said.report_id = claiming_id
