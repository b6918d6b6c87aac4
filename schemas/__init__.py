"""Records of the pipeline, the schemas derived from them, and the SQL views."""
