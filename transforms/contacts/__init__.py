"""Which contacts between the services of two states does an Arabic article say took place?"""

from transforms.contacts.detection import Detection, detect
from transforms.contacts.explanation import explain
from transforms.contacts.gate import Gate
from transforms.contacts.load import WATCHED_PAIR, Knowledge, load_knowledge

__all__ = ["WATCHED_PAIR", "Detection", "Gate", "Knowledge", "detect", "explain", "load_knowledge"]
