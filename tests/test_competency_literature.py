"""What the literature asks, Q01-Q30, and competency questions 25-35: what answers each, or why not."""

from __future__ import annotations

import re

import pytest

from pscvc_kg import questions, resources

ANSWERED_BY: dict[str, tuple[str, ...] | str] = {
    "Q01": ("link-that-breaks",),
    "Q02": ("satisfaction-and-trust-fields",),
    "Q03": "Each driver needs a weight of importance; "
    "the tables that can be loaded give scores of drivers and no weights.",
    "Q04": ("engaged-and-standards-missed",),
    "Q05": ("standards-missed-twice",),
    "Q06": (
        "elements-not-measured-lately",
        "elements-measured",
    ),
    "Q07": ("comparable-figures",),
    "Q08": ("compare-by-client-group",),
    "Q09": "It needs scores of one service by kind of provider; "
    "the one table of scores by service that can be loaded is about a public provider only.",
    "Q10": ("weakest-trust-drivers",),
    "Q11": ("trust-moved-alone",),
    "Q12": ("low-trust-high-dependence",),
    "Q13": ("chain-bottlenecks",),
    "Q14": ("service-upstream",),
    "Q15": ("coordination-beside-interdependence",),
    "Q16": ("services-on-one-source",),
    "Q17": ("co-producers",),
    "Q18": ("contributions-without-voice",),
    "Q19": ("obligatees-as-customers",),
    "Q20": ("collaboration-form-shown",),
    "Q21": "Provan and Kenis give the fit in words, low, moderate or high; "
    "no source says from which number on a density of trust is high.",
    "Q22": (
        "innovation-spread",
        "innovation-lineage",
    ),
    "Q23": ("innovation-improvements",),
    "Q24": ("innovation-portfolio",),
    "Q25": ("reforms-before-and-after",),
    "Q26": "That goals of a reform conflict is a judgement of a named author; "
    "no table that can be loaded states goals, so the model has no term for them.",
    "Q27": ("outcomes-of-services",),
    "Q28": ("value-to-whom",),
    "Q29": ("link-for-and-against",),
    "Q30": ("article-against-works",),
    "CQ25": (
        "elements-measured",
        "elements-not-measured-lately",
        "what-indicators-inform",
    ),
    "CQ26": ("measures-together",),
    "CQ27": ("co-producers",),
    "CQ28": (
        "voice-in-decisions",
        "contributions-without-voice",
    ),
    "CQ29": ("innovation-before-and-after",),
    "CQ30": (
        "innovation-lineage",
        "innovation-spread",
    ),
    "CQ31": ("trust-practices",),
    "CQ32": ("claims-on-proposition", "link-for-and-against"),
    "CQ33": ("hypotheses-between", "propositions-on-organizations", "tests-of-hypotheses"),
    "CQ34": ("disputed-propositions", "thin-evidence"),
    "CQ35": ("private-public-contrast",),
}
"""The names of question files, or a sentence that says why there is none."""


def test_every_question_of_the_literature_has_a_line() -> None:
    asked = {f"Q{number:02}" for number in range(1, 31)} | {f"CQ{number}" for number in range(25, 36)}
    assert set(ANSWERED_BY) == asked


@pytest.mark.parametrize("asked", sorted(ANSWERED_BY))
def test_each_is_answered_by_a_file_that_names_it_or_says_why_not(asked: str) -> None:
    answer = ANSWERED_BY[asked]
    if isinstance(answer, str):
        assert answer.endswith("."), f"{asked}: say in a sentence why there is no question"
        assert len(answer.split()) > 6, f"{asked}: say in a sentence why there is no question"
        assert not [one.name for one in questions.questions().values() if asked in one.related], (
            f"{asked}: a question names it under related: write its name here"
        )
        return
    for name in answer:
        assert (resources.QUERIES / "questions" / f"{name}.rq").is_file(), (
            f"{asked}: there is no question {name}"
        )
        assert asked in questions.question(name).related, (
            f"{name}: its header does not name {asked} under related"
        )


def test_no_sentence_names_a_question_that_is_not_there() -> None:
    known = set(questions.questions())
    for asked, answer in ANSWERED_BY.items():
        if isinstance(answer, str):
            for word in re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", answer):
                assert word in known, f"{asked}: there is no question {word}"
