"""What the terms of the ontology, its codes and the literature mean, and where each is used."""

from pscvc_kg.terms.catalogue import LISTED, Catalogue, Cell, Entry, Section, catalogue, short_name

__all__ = ["LISTED", "Catalogue", "Cell", "Entry", "Section", "catalogue", "short_name"]
