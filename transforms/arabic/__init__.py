"""Reading Arabic: orthography, language, dates. Pure functions over text."""
