"""The articles of the demo newsroom, one YAML file a story; the fields are those of `pipeline.demo.stories`."""
