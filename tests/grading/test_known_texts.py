import re

from viva.grading.known_texts import TEXTS
from viva.grading.redaction import PLACEHOLDERS


def test_texts_are_of_built_in_exceptions_and_have_known_placeholders():
    import builtins

    for kind, texts in TEXTS.items():
        assert issubclass(getattr(builtins, kind), Exception)
        assert len(set(texts)) == len(texts)
        for text in texts:
            assert set(re.findall(r"\{(\w+)\}", text)) <= set(PLACEHOLDERS)
