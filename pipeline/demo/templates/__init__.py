"""The page templates of the demo newsroom's outlets (`string.Template`)."""
