"""What the terms of the ontology, its codes and the literature mean, and where each is used."""

from pscvc_kg.terms.catalogue import Catalogue, Cell, Entry, Section, catalogue, prefixes, short_name
from pscvc_kg.terms.kinds import Kind, List, kinds, lists

__all__ = [
    "Catalogue",
    "Cell",
    "Entry",
    "Kind",
    "List",
    "Section",
    "catalogue",
    "kinds",
    "lists",
    "prefixes",
    "short_name",
]
