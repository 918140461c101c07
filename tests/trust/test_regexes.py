"""No pattern of ours can be made to run for ever: each is given what makes patterns backtrack, at growing length."""

import importlib
import pkgutil
import re
import signal

import pytest

import newsdigest

UNITS = (
    *(
        " ",
        "\n",
        "\t",
        "a",
        "A",
        "1",
        ".",
        ",",
        "-",
        "’",
        "“",
        '"',
        "(",
        "[",
        "<",
        ">",
        "/",
        "=",
        "&",
        ";",
        ":",
        "|",
        "*",
        "_",
    ),
    *(
        "a ",
        "A ",
        "Aa ",
        "A.",
        "A. ",
        "a-",
        "a, ",
        "Aa, ",
        "1 ",
        "1. ",
        "1,",
        " \n",
        "\n\n",
        "and ",
        "Aa and ",
        "by ",
        "By Aa ",
    ),
    *(
        "<a ",
        "<!---->",
        "<!--",
        "<?xml ?>",
        "<a>",
        "</a>",
        "&amp;",
        "[a](",
        "![",
        "**",
        "“a” ",
        "said ",
        "© 2026 ",
        "A: b\n",
    ),
    *('a="', "http://a.", "a@a.", "Mr. ", "of the ", "é", "ß", "中", "١", "\u00a0", "\x00", "{", '{"', "%", "#"),
)
ENDS = ("", "!")
LENGTHS = (30, 1000)
SECONDS = 2  # of the processor; what grows with the square of the length takes milliseconds, what doubles never ends


def patterns():
    """Every compiled pattern that a module of the package holds, by the name of its place."""
    found = {}
    for module in pkgutil.walk_packages(newsdigest.__path__, "newsdigest."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            values = {name: value} if not isinstance(value, dict) else value
            values = dict(enumerate(value)) if isinstance(value, tuple | list | frozenset | set) else values
            for key, one in values.items():
                if isinstance(one, re.Pattern):
                    found.setdefault(
                        (one.pattern, one.flags), f"{module.name}.{name}{'' if key == name else f'[{key}]'}"
                    )
    return {place: re.compile(*pattern) for pattern, place in found.items()}


def test_the_patterns_are_found():
    """The test below must not pass because it looks at nothing."""
    assert len(patterns()) > 100


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers")
def test_no_pattern_runs_for_ever():
    """Neither backtracking without end nor worse than the square of the length."""
    bad = set()

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for place, pattern in patterns().items():
            for unit in UNITS:
                for length in LENGTHS:
                    if not _ends(pattern, unit * (length // len(unit))):
                        bad.add(f"{place} {unit!r}*{length // len(unit)}: {pattern.pattern!r:.120}")
                        break
                else:
                    continue
                break
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert sorted(bad) == []


def _ends(pattern, pumped):
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        for end in ENDS:
            text = pumped + end
            data = text.encode() if isinstance(pattern.pattern, bytes) else text
            pattern.search(data)
            pattern.match(data)
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True
