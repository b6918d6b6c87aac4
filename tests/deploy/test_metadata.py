"""The template's metadata and what `qanat run` takes are the same."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

import pytest

from pipeline import exits
from pipeline.cli import run_parser
from pipeline.commands.common import beam_parser
from pipeline.exits import UserError
from pipeline.template import local_copy, run_arguments
from tests.deploy.environment import ROOT

METADATA: dict[str, Any] = json.loads((ROOT / "deploy" / "dataflow" / "metadata.json").read_text(encoding="utf-8"))
PARAMETERS: dict[str, dict[str, Any]] = {each["name"]: each for each in METADATA["parameters"]}
NOT_OF_THE_TEMPLATE = {
    "help": "for people",
    "verbose": "the job's log level is Beam's --default_sdk_harness_log_level",
    "articles": "bounded: saved articles are read in cycles",
    "warc": "bounded: archives are read in cycles",
    "archive": "a folder of one machine",
    "once": "bounded",
    "processes": "bounded: they read archives",
    "prometheus_port": "Dataflow has its own metrics",
    "bigquery_endpoint": "for test servers",
    "bigquery_expansion": "the image has its own",
    "allow_private_hosts": "a worker's neighbours in its network are nobody's news",
}
GOOD = {
    "bigquery": ["my-project.qanat", "example.com:my-project.qanat", ""],
    "bigquery_write": ["streaming_inserts", "storage_write_api"],
    "warehouse": ["gs://my-bucket/tables"],
    "feeds": ["gs://my-bucket/feeds.yaml"],
    "every": ["90s", "15m", "1.5h", ""],
    "polls": ["3"],
    "fetch_budget": ["10m"],
    "contact": ["https://news.example/bot?a=b", "desk@news.example"],
    "host_delay": ["0.5", "2"],
    "threads": ["64"],
    "ignore_feed_hints": ["true", "false"],
    "keep_all_articles": ["true", "false"],
    "overrides": ["gs://my-bucket/overrides.yaml"],
    "knowledge": ["/template/knowledge"],
    "pair": ["us-cn", ""],
    "sdk_container_image": ["europe-west1-docker.pkg.dev/my-project/qanat/qanat:v1-2-gabc"],
}
BAD = {
    "bigquery": ["my-project", "my-project.my-dataset", "my project.qanat"],
    "bigquery_write": ["file_loads"],
    "warehouse": ["/tables", "s3://my-bucket/tables"],
    "feeds": ["feeds.yaml", "gs://my-bucket"],
    "every": ["often", "15", "15 m"],
    "polls": ["0", "many"],
    "fetch_budget": ["10"],
    "contact": ["two words"],
    "host_delay": ["-1"],
    "threads": ["0", "-3"],
    "ignore_feed_hints": ["yes"],
    "keep_all_articles": ["1"],
    "overrides": ["overrides.yaml"],
    "knowledge": ["knowledge", "gs://my-bucket/knowledge"],
    "pair": ["US and China"],
    "sdk_container_image": ["qanat", "Qanat:v1"],
}


def options_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    return {name.removeprefix("--"): each for each in parser._actions for name in each.option_strings}


def test_every_option_of_run_is_a_parameter_or_left_out_for_a_reason() -> None:
    own = {name for name in options_of(run_parser()) if len(name) > 2}
    assert own - set(PARAMETERS) == set(NOT_OF_THE_TEMPLATE)


def test_every_parameter_is_an_option() -> None:
    assert set(PARAMETERS) <= {*options_of(run_parser()), *options_of(beam_parser())}


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_described_and_validated(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter.keys() >= {"name", "label", "helpText", "isOptional", "regexes", "paramType"}
    assert len(parameter["helpText"]) > 20
    [pattern] = parameter["regexes"]
    for value in GOOD[name]:
        assert re.search(pattern, value), value
    for value in BAD[name]:
        assert not re.search(pattern, value), value
    assert parameter["isOptional"] == (re.search(pattern, "") is not None)
    if "defaultValue" in parameter:
        assert re.search(pattern, parameter["defaultValue"])


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_the_metadata_lets_through_the_program_takes(name: str) -> None:
    for value in GOOD[name]:
        if value.startswith("gs://") and name == "overrides":
            continue
        arguments, unknown = run_arguments([f"--{name}={value}"], run_parser())
        assert unknown == []
        run_parser().parse_known_args(arguments)


@pytest.mark.parametrize("name", ["every", "fetch_budget", "threads", "bigquery_write"])
def test_defaults_are_those_of_the_program(name: str) -> None:
    default = options_of(run_parser())[name].default
    told = PARAMETERS[name]["defaultValue"]
    if name == "bigquery_write":
        assert told != default  # the smaller image has no Java
    else:
        assert default is None or str(default) == told


def test_switches_and_empty_parameters() -> None:
    passed = ["--keep_all_articles=true", "--ignore_feed_hints=False", "--feeds=", "--enable_streaming_engine"]
    passed += ["--labels=a=b", "--nobody_knows=1", "--contact=x=y"]
    arguments, unknown = run_arguments(passed, run_parser())
    assert arguments == ["--keep_all_articles", "--enable_streaming_engine", "--labels=a=b", "--contact=x=y"]
    assert unknown == ["--nobody_knows=1"]


def test_a_switch_that_is_neither_on_nor_off() -> None:
    with pytest.raises(UserError, match="expected true or false, got 'perhaps'") as refused:
        run_arguments(["--keep_all_articles=perhaps"], run_parser())
    assert refused.value.status == exits.USAGE


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UserError, match="cannot be read") as refused:
        local_copy("--overrides", "file:///nowhere/overrides.yaml")
    assert refused.value.status == exits.NO_INPUT
