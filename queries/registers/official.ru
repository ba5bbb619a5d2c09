# Registers are what the store holds of them: what a submission says in their place does not count. So an identifier is
# issued, and a programme listed, by no submission; an organization that reports is not in the register because its own
# file says so; and what the register says of a thing, the file does not say otherwise. The file is the default graph.

PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX psc: <https://w3id.org/pscvc/ns#>

DELETE { ?node ?says ?what }
WHERE {
  VALUES ?says { psc:isIssuedTo psc:comparisonKey psc:isListedFor }
  ?node ?says ?what .
} ;

DELETE { ?organization a cv:PublicOrganisation }
WHERE {
  { SELECT DISTINCT ?organization WHERE { ?report psc:isReportedBy ?organization } }
  ?organization a cv:PublicOrganisation .
} ;

DELETE { ?node ?says ?what }
WHERE {
  { GRAPH <urn:pscvc:context> { ?node psc:isIssuedTo ?owner } }
  UNION
  { GRAPH <urn:pscvc:context> { ?node a cv:PublicOrganisation } }
  GRAPH <urn:pscvc:context> { ?node ?says ?registered }
  ?node ?says ?what .
}
