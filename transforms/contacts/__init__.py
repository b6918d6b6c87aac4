"""Which contacts does an article say took place? Pure functions over an article."""
