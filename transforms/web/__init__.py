"""Fetching from and parsing the web: HTTP, feeds, URLs, page text. The only package that opens sockets.

`http` fetches (interface in `fetch`; below it `network`, `addresses`, `connections`, `hosts`, `decompression`,
`robots`, `retry_after`). `polling` looks at one feed (`feeds`, `feed_dates`, `schedule`, `backoff`). `visits` says
which pages to fetch, and fetches them (`urls`). `extraction` reads the article from a page (`charset`,
`boilerplate`, `page_metadata`, `twins`, `walls`).
"""
