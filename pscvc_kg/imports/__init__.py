"""Open data in RDF or JSON: catalogues of services, organizations and data sets, by their kinds."""

from .kinds import Kind, kinds
from .reading import Imported, LeftOut, Recognised, is_catalogue, read, recognise

__all__ = ["Imported", "Kind", "LeftOut", "Recognised", "is_catalogue", "kinds", "read", "recognise"]
