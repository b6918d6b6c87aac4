"""One PTransform per step; pure helpers live in web, arabic, contacts and events."""
