"""The words of all modules come together, and none is lost on the way."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from pscvc_kg.render import words

MODULES = sorted(module.name for module in iter_modules(words.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_words_of_each_module_are_among_all(name: str) -> None:
    own = import_module(f"{words.__name__}.{name}").WORDS
    assert own
    missing = [key for key, texts in own.items() if words.WORDS.get(key) is not texts]
    assert not missing, f"name {name}.WORDS where WORDS of pscvc_kg/render/words/ is joined: {missing}"


def test_words_are_in_every_language() -> None:
    assert all(tuple(texts) == words.LANGUAGES and all(texts.values()) for texts in words.WORDS.values())


def test_a_key_that_two_modules_give_is_refused_by_name() -> None:
    one, other = {"file": {"en": "file"}, "row": {"en": "row"}}, {"row": {"en": "line"}}
    with pytest.raises(ValueError, match=r"rename one of each: row$"):
        words.joined(one, other)
