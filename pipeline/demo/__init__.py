"""The demo newsroom: invented outlets on loopback that tell of real, public contacts."""

from pipeline.demo.server import Newsroom, Request

__all__ = ["Newsroom", "Request"]
