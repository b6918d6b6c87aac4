-- Contacts that articles say are planned or possible, or did not happen; they make no event. Left out is what a corrected
-- article no longer says. Rows older than the column read_at hold as long as the article's latest text says so.
WITH
latest_articles AS (
  SELECT url, text_sha256
  FROM {articles}
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1
),
latest_contacts AS (
  SELECT *
  FROM {unrealized_contacts}
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY claim_id ORDER BY detected_at DESC) = 1
)
SELECT latest_contacts.*
FROM latest_contacts
LEFT JOIN latest_articles
  ON latest_articles.url = latest_contacts.url AND latest_articles.text_sha256 = latest_contacts.text_sha256
WHERE latest_contacts.withdrawn_at IS NULL
  AND (latest_contacts.read_at IS NOT NULL OR latest_articles.url IS NOT NULL)
