"""The thresholds: what may be accepted, what a person should look at, and how near a second one may come."""

from __future__ import annotations

ACCEPT = 0.9
"""From this score on a link may be accepted as it is.

Only three things reach it: an identifier or web address that is nobody else's; a name, or a short form
of three letters or more, that is the same but for its dress, or differs in no word that tells
organizations apart; two weaker pieces of evidence that do not depend on each other, such as short forms
in two languages. What rests on words of another language stays below, and so does what a letter, a code,
a number, a small word or another whole may set apart: a wrong merge costs more than a look.
"""
REVIEW = 0.5
"""From this score on a person should look at it: as much speaks for it as against, by weight of words."""
MARGIN = 0.03
"""Where a second one comes this near to the best, either could be meant, and none is accepted."""
LEAST = 0.4
"""What scores less is no candidate."""
BELOW_ACCEPT = ACCEPT - 0.01
"""The most for what no one piece of evidence makes sure."""
