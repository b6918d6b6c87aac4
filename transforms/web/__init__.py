"""Fetching from and parsing the web: HTTP, feeds, URLs, page text. The only package that opens sockets."""
