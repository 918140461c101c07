"""The declared language is checked against the words."""

import pytest

from newsdigest.cleaning.language import beginning, settle

ENGLISH = "The mayor of the town said that it would be closed for the week and that they were not to blame. " * 2
SPANISH = "El alcalde de la ciudad dijo que el puente no se abrirá hasta el final de la semana y no hay otra. " * 2


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en-GB", ENGLISH, "en"),
        ("", ENGLISH, "en"),
        ("en_US", SPANISH, "es"),
        ("gl", "Short.", "gl"),
        ("", "Short.", ""),
        ("en", "市長は木曜日に会議を開くと述べた。橋は週末まで閉鎖される。" * 3, "ja"),
        (
            "ar",
            "قال رئيس البلدية إن الجسر مغلق حتى نهاية الأسبوع وإن على الجميع أن ينتظر في هذا الوقت" * 3,
            "ar",
        ),
    ],
)
def test_the_language_is_settled(declared, text, language):
    """Declarations stand unless the words speak another language; short texts say nothing."""
    assert settle(declared, text)[0] == language


def test_what_stands_for_a_text_ends_with_a_word():
    """Where words are divided by blanks, and never with nothing."""
    assert ENGLISH.startswith(beginning(ENGLISH) + " ")
    assert beginning("Short.") == "Short."
    assert beginning("市" * 100) == "市" * 80
