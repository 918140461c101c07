"""Copies of one text, and what differs between them."""

from functools import partial

from corpus.reports import FIRE, FIRE_AGAIN, OTHER_FIRE, VOTE, report
from newsdigest.corpus.differences import differences
from newsdigest.corpus.joining import grouping, in_time_order, read
from newsdigest.corpus.memory import Memory

BOND = (
    "{issuer} is raising {amount} million crowns through an offering of sinking fund notes due 2046, said lead manager "
    "Holm and Sons. The notes have a coupon of {coupon} percent and were priced at par to yield {spread} basis points "
    "over comparable state paper. Non-refundable for five years, the issue is rated A by Nordhus. "
    "Grieg co-managed the deal."
)


def grouped(*entries):
    """Slugs of the groups of two and more."""
    found = {}
    memory = Memory()
    timed = in_time_order(entries)
    articles = memory.features(timed.keys, partial(read, timed.entries, 1))
    for entry, group in zip(timed.entries, grouping(timed, articles, (), memory).copies, strict=True):
        found.setdefault(group, set()).add(entry.slug)
    return [slugs for slugs in found.values() if len(slugs) > 1]


def test_the_same_text_under_another_headline_is_a_copy():
    """Headlines and furniture around the text do not matter."""
    assert grouped(
        report("herald", FIRE, title="Rope works burn"),
        report("courier", FIRE + "\n\nAdditional reporting by the Courier.", title="Night of fire in Tarnmouth"),
        report("vote", VOTE),
    ) == [{"herald", "courier"}]


def test_a_shortened_and_edited_text_is_a_copy():
    """An outlet that ran the first two paragraphs with small changes ran the same text."""
    short = FIRE.rpartition("\n\n")[0].replace("Eleven engines", "Some 11 engines").replace(", according to", ", said")
    assert grouped(report("long", FIRE), report("short", short)) == [{"long", "short"}]


def test_another_report_of_the_same_event_is_no_copy():
    """A text of its own is not folded, although it tells the same."""
    assert grouped(report("one", FIRE), report("other", FIRE_AGAIN)) == []


def test_the_same_form_with_other_names_and_numbers_is_no_copy():
    """Two fires told in the same words are two fires; two bond issues are two issues."""
    assert grouped(report("rope", FIRE), report("grain", OTHER_FIRE)) == []
    assert (
        grouped(
            report("a", BOND.format(issuer="Torvald Mills", amount=200, coupon="4.5", spread=100)),
            report("b", BOND.format(issuer="Aker Rail", amount=550, coupon="5.1", spread=135)),
        )
        == []
    )


def test_the_same_words_a_week_later_are_a_routine_item():
    """An agency's text is run within two days; undated texts may be copies of any."""
    assert grouped(report("a", FIRE), report("b", FIRE, day="2026-03-09")) == []
    assert grouped(report("a", FIRE), report("b", FIRE, day="")) == [{"a", "b"}]


def test_no_chain_of_small_changes_joins_two_texts():
    """A text half of which is one and half another belongs to one group at most."""
    first = " ".join(f"Anna{n} met Bruno{n} near gate {n} of quay number {n} at dawn." for n in range(30))
    second = " ".join(f"Carla{n} sold Dario{n} some {n} crates of herring in hall {n}." for n in range(30))
    both = " ".join(first.split()[:150] + second.split()[:150])
    assert all(
        not {"first", "second"} <= slugs
        for slugs in grouped(report("first", first), report("both", both), report("second", second))
    )


def test_differences_are_whole_sentences_as_they_stand():
    """What one copy changed, dropped or added; typography is no difference."""
    old = ("The works burnt. Two men were hurt.", "Police said “nothing”.")
    new = ("The works burnt. Three men were hurt.", 'Police said "nothing".', "A fund was opened.")
    assert [(each.removed, each.added) for each in differences(old, new)] == [
        (("Two men were hurt.",), ("Three men were hurt.",)),
        ((), ("A fund was opened.",)),
    ]


def test_equal_texts_have_no_differences():
    """Nothing is shown where nothing differs."""
    assert differences((FIRE,), (FIRE,)) == ()
