# A file that is checked stands in for what its organizations submitted before for the same periods: reports of the
# same class, organization and period leave the context with their observations, and so does what the context says of
# anything that the file describes itself. The file is the default graph.

PREFIX psc: <https://w3id.org/pscvc/ns#>

DELETE { GRAPH <urn:pscvc:context> { ?node ?says ?what } }
WHERE {
  { SELECT DISTINCT ?class ?organization ?period
    WHERE { ?own a ?class ; psc:isReportedBy ?organization ; psc:coversPeriod ?period } }
  GRAPH <urn:pscvc:context> {
    ?report psc:isReportedBy ?organization ; psc:coversPeriod ?period ; a ?class .
    { ?report psc:isReportedBy ?organization . BIND(?report AS ?node) } UNION { ?node psc:inReport ?report }
    ?node ?says ?what .
  }
} ;

DELETE { GRAPH <urn:pscvc:context> { ?node ?says ?what } }
WHERE {
  GRAPH <urn:pscvc:context> { ?node ?says ?what }
  ?node ?says ?own .
}
