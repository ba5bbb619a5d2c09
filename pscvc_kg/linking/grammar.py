"""Closed lists of languages: words that carry no meaning in a title, and legal forms."""

from __future__ import annotations

GRAMMAR_WORDS = frozenset(
    word
    for language in (
        # Articles, prepositions and "and": lists drop, add and translate them.
        "a an and at by for from in of on s the to with",  # English
        "a au aux avec d dans de des du en et l la le les par pour sur un une",  # French
        "de den der een en het in met naar op s te ten ter tot van voor",  # Dutch
        # German
        "am an auf aus bei das dem den der des die ein eine fur fuer im in mit und vom von zu zum zur",
        "al con de del e el en la las los para por y",  # Spanish
        "a ao aos as com da das de do dos e em na no nas nos o os para pela pelo",  # Portuguese
        # Italian
        "agli ai al alla con da dal dalla degli dei del della delle dello di e gli i il la le lo nella per",
        "af av for fra i og och om pa til till ved",  # Danish, Norwegian, Swedish
        "a az es",  # Hungarian
        "i na o u w z za",  # Polish, Czech, Croatian
    )
    for word in language.split()
)

# What an organization is by law stands at the end of its name, is written in many ways, or is left out.
LEGAL_FORMS = frozenset(
    form
    for language in (
        "co corp inc incorporated incorporation limited llc llp ltd plc pty pvt",
        "asbl eurl inc incorporee limitee ltee sa sarl sas scrl senc",
        "bv bvba cv cvba nv vof vzw",
        "ag eg ev gmbh kg mbh",
        "lda ltda sa sl spa srl",
        "ab aps as asa oy oyj",
        "doo kft sp spol sro zoo zrt",
        "eeig geie egtc gect",
    )
    for form in language.split()
)

# What stands before a word in one with it, in most languages of Europe, and gives a short form a letter.
COMBINING = tuple(
    form
    for line in (
        "agro audio auto bio centro electro elektro euro geo hydro infra inter intra macro makro micro mikro",
        "mono multi neuro photo poly radio socio sub super supra tele thermo trans ultra video",
    )
    for form in line.split()
)
