"""Tests of resolution share the made-up newsroom."""
