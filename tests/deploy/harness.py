"""What a worker does with a graph before its first element: unpickle every function in it. Run by test_translation.

    python harness.py pipeline.pb FOLDER

Prints as JSON how many functions there are, the modules of Qanat that they need, and those of these that do not come
from FOLDER.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from apache_beam.internal import pickler
from apache_beam.portability import python_urns
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.portability.common_urns import primitives

graph = beam_runner_api_pb2.Pipeline.FromString(Path(sys.argv[1]).read_bytes())
functions = 0
for step in graph.components.transforms.values():
    if step.spec.urn == primitives.PAR_DO.urn:
        payload = beam_runner_api_pb2.ParDoPayload.FromString(step.spec.payload)
        assert payload.do_fn.urn == python_urns.PICKLED_DOFN_INFO, (step.unique_name, payload.do_fn.urn)
        function, *_ = pickler.loads(payload.do_fn.payload)
        assert callable(function.process), step.unique_name
        functions += 1
ours = ("pipeline", "transforms", "schemas")
modules = {name: module for name, module in sys.modules.items() if name.split(".")[0] in ours}
outside = [name for name, module in modules.items() if not str(module.__file__).startswith(sys.argv[2])]
print(json.dumps({"functions": functions, "modules": sorted(modules), "outside": outside}))
