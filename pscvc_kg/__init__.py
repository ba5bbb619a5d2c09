"""pscvc_kg: a knowledge graph and semantic model of public sector value chains."""

__version__ = "0.1.0"
