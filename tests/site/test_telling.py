"""What a build says while it works."""

from newsdigest.site import telling


def test_a_long_way_is_told_in_tenths_where_there_is_no_terminal(capsys):
    """A log file gets ten lines, not ten thousand."""
    with telling.cleaning_progress() as progress:
        for done in range(1, 1001):
            progress(done, 1000)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("Cleaned 100 of 1000 parts")


def test_a_short_way_is_not_told(capsys):
    """A handful of new scrapes needs no progress."""
    with telling.cleaning_progress() as progress:
        for done in range(1, 21):
            progress(done, 20)
    assert capsys.readouterr().out == ""
