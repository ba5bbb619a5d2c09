# What the recommendation does to a cube before it is checked, in our words: types and properties that follow from others
# are written out, and what is said once of a data set or slice is said of each observation.

PREFIX qb:  <http://purl.org/linked-data/cube#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT { ?observation a qb:Observation } WHERE { ?slice qb:observation ?observation } ;
INSERT { ?observation a qb:Observation } WHERE { ?observation qb:dataSet ?set } ;
INSERT { ?slice a qb:Slice } WHERE { ?set qb:slice ?slice } ;
INSERT { ?part qb:componentProperty ?property . ?property a qb:DimensionProperty } WHERE { ?part qb:dimension ?property } ;
INSERT { ?part qb:componentProperty ?property . ?property a qb:MeasureProperty } WHERE { ?part qb:measure ?property } ;
INSERT { ?part qb:componentProperty ?property . ?property a qb:AttributeProperty } WHERE { ?part qb:attribute ?property } ;

INSERT { ?observation ?property ?value }
WHERE {
  ?set qb:structure/qb:component ?part .
  ?part qb:componentProperty ?property ; qb:componentAttachment qb:DataSet .
  ?set ?property ?value .
  ?observation qb:dataSet ?set .
} ;
INSERT { ?observation ?property ?value }
WHERE {
  ?set qb:structure/qb:component ?part ; qb:slice ?slice .
  ?part qb:componentProperty ?property ; qb:componentAttachment qb:Slice .
  ?slice ?property ?value ; qb:observation ?observation .
} ;
INSERT { ?observation ?property ?value }
WHERE {
  ?set qb:structure/qb:component/qb:componentProperty ?property ; qb:slice ?slice .
  ?property a qb:DimensionProperty .
  ?slice ?property ?value ; qb:observation ?observation .
} ;

# No path of SPARQL goes along a property that the data name: its steps are written under one that is known.
INSERT { ?list <urn:step> ?step . ?step <urn:from> ?parent ; <urn:to> ?child }
WHERE {
  ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?property .
  FILTER(isIRI(?property))
  ?parent ?property ?child .
  BIND(IRI(CONCAT("urn:step:", MD5(CONCAT(STR(?list), STR(?parent), STR(?child))))) AS ?step)
} ;
INSERT { ?list <urn:inverse-step> ?step . ?step <urn:from> ?parent ; <urn:to> ?child }
WHERE {
  ?list a qb:HierarchicalCodeList ; qb:parentChildProperty/owl:inverseOf ?property .
  FILTER(isIRI(?property))
  ?child ?property ?parent .
  BIND(IRI(CONCAT("urn:inverse-step:", MD5(CONCAT(STR(?list), STR(?parent), STR(?child))))) AS ?step)
}
