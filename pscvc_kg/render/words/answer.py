"""Answers, and the list of questions (``pscvc ask``)."""

WORDS: dict[str, dict[str, str]] = {
    "withdrawn_since": {
        "en": "submission that held then was withdrawn since and is left out",
        "fr": "dépôt alors en vigueur a été retiré depuis et n'est pas compté",
    },
    "withdrawn_sinces": {
        "en": "submissions that held then were withdrawn since and are left out",
        "fr": "dépôts alors en vigueur ont été retirés depuis et ne sont pas comptés",
    },
    "more-rows": {
        "en": "the answer has more than {shown}; ask for more with --rows NUMBER, or for all with --rows 0",
        "fr": "la réponse compte plus de {shown}; demandez-en plus avec --rows NOMBRE, ou tout avec --rows 0",
    },
    "sources": {"en": "Sources", "fr": "Sources"},
    "versions": {
        "en": "Question {question} {version}, pscvc_kg {package}, ontology {ontology}",
        "fr": "Question {question} {version}, pscvc_kg {package}, ontologie {ontology}",
    },
    "question": {"en": "Question", "fr": "Question"},
    "answer": {"en": "Answer", "fr": "Réponse"},
    "about-answer": {"en": "About", "fr": "À propos"},
    "query": {"en": "Query", "fr": "Requête"},
    "cut": {
        "en": "Texts of more than 32,767 signs are cut and end with an ellipsis",
        "fr": "Les textes de plus de 32\u202f767 signes sont coupés; ils finissent par «\u00a0…\u00a0»",
    },
    "graph-holds": {"en": "The graph holds", "fr": "Le graphe contient"},
    "no_rows": {
        "en": "No rows: nothing in the graph answers this",
        "fr": "Aucune ligne\u00a0: rien dans le graphe n'y répond",
    },
    "questions": {"en": "Questions", "fr": "Questions"},
    "how_to_ask": {
        "en": (
            "Ask one with: pscvc ask NAME [name=value ...]. What may be chosen stands under each with an "
            "example; what is not chosen may be anything. What a choice may be: "
            "pscvc ask NAME --values CHOICE. "
            "Questions that speak of something: pscvc ask --find WORD."
        ),
        "fr": (
            "Pour en poser une\u00a0: pscvc ask NOM [nom=valeur ...]. Ce qui peut être choisi figure"
            " sous chacune avec un exemple; ce qui n'est pas choisi peut être n'importe quoi."
            " Ce que peut être un choix\u00a0: pscvc ask NOM --values CHOIX."
            " Les questions qui parlent de quelque chose\u00a0: pscvc ask --find MOT."
        ),
    },
    "required": {"en": "required", "fr": "requis"},
    "any-value": {
        "en": "Any {type}, for example {example}.",
        "fr": "N'importe quel {type}, par exemple {example}.",
    },
    "type-text": {"en": "text", "fr": "texte"},
    "type-integer": {"en": "whole number", "fr": "nombre entier"},
    "type-decimal": {"en": "number", "fr": "nombre"},
    "type-date": {"en": "date", "fr": "jour"},
    "type-boolean": {"en": "of true and false", "fr": "de true et false"},
}
