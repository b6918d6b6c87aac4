"""The program: options, the graph, cycles, sources, sinks and commands."""

__version__ = "0.1.0"
