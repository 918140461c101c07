"""Direct quotes and their speakers: a specification by examples."""

import pytest
from names_in import marked, seed_article

from newsdigest.annotation.quotes import find


def said(*paragraphs, language="en"):
    """Find the quotes of paragraphs with marked names: (speaker, verb, text) of each."""
    return [(quote.speaker, quote.verb, quote.text) for quote in find(*marked(*paragraphs), language)]


def speakers(*paragraphs, language="en"):
    """Return who says the quotes of paragraphs with marked names, in order."""
    return [speaker for speaker, _, _ in said(*paragraphs, language=language)]


def test_the_seed_gives_the_quotes_that_a_reader_would_write_down(seed):
    """Nine quotes with their speakers; what institutions say is nobody's."""
    expected, paragraphs, mentions = seed_article(seed)
    found = find(paragraphs, mentions)
    for quote in expected["quotes"]:
        assert [q.speaker for q in found if q.text.startswith(quote["starts"])] == [quote["speaker"]]
    nobody = {q.text.strip(",.") for q in found if not q.speaker}
    assert nobody == set(expected["quotes_of_institutions_no_person"])
    assert len(found) == len(expected["quotes"]) + len(nobody)


def test_offsets_paragraph_and_verb_tell_where_a_quote_stands():
    """Offsets are into the paragraphs joined by blank lines and leave the marks out."""
    paragraphs, mentions = marked("It rained all day.", "“We will open the bridge in May,” [Ada Holm] announced.")
    (quote,) = find(paragraphs, mentions)
    assert "\n\n".join(paragraphs)[quote.start : quote.end] == quote.text == "We will open the bridge in May,"
    assert (quote.paragraph, quote.verb) == (1, "announced")


@pytest.mark.parametrize(
    "paragraph",
    [
        "“We will open the bridge in May,” [Ada Holm] said.",
        "“We will open the bridge in May,” said [Ada Holm].",
        "“We will open the bridge in May,” said the mayor of Kestrel, [Ada Holm].",
        "“We will open the bridge in May,” the council’s new leader, [Ada Holm], told reporters.",
        "“We will open the bridge in May,” [Ada Holm], the mayor since 2019, told reporters.",
        "“We will open the bridge in May,” [Ada Holm] (Unity) later said.",
        "“We will open the bridge in May”, [Ada Holm] said.",
        "“Will we open the bridge in May?” [Ada Holm] asked.",
        "[Ada Holm] said: “We will open the bridge in May.”",
        "[Ada Holm] said the council would “open the bridge in May”.",
        "[Ada Holm] met reporters on Monday and said “we will open the bridge”.",
        "[Ada Holm] met reporters on Monday, telling them “we will open the bridge”.",
        "According to [Ada Holm], “we will open the bridge in May”.",
        "“We will open the bridge in May,” according to [Ada Holm].",
        "In [Ada Holm]’s words “we will open the bridge in May”.",
        "“We will open the bridge in May.” — [Ada Holm], mayor",
    ],
)
def test_a_named_speaker_beside_the_quote_is_found(paragraph):
    """The ways in which news names who speaks."""
    assert speakers(paragraph) == ["Ada Holm"]


@pytest.mark.parametrize(
    "text",
    [
        "“{}” [Holm|Ada Holm] said.",
        "‘{}’ [Holm|Ada Holm] said.",
        '"{}" [Holm|Ada Holm] said.',
        "'{}' [Holm|Ada Holm] said.",
        "«{}» [Holm|Ada Holm] said.",
        "« {} » [Holm|Ada Holm] said.",
        "»{}« [Holm|Ada Holm] said.",
        "„{}“ [Holm|Ada Holm] said.",
        "„{}” [Holm|Ada Holm] said.",
        "”{}” [Holm|Ada Holm] said.",
        "``{}'' [Holm|Ada Holm] said.",
        "''{}'' [Holm|Ada Holm] said.",
        "「{}」 [Holm|Ada Holm] said.",
    ],
)
def test_every_style_of_quotation_marks_is_read(text):
    """Apostrophes and quotation marks inside do not end the quote."""
    words = "The workers’ bridge isn’t open yet,"
    assert said(text.format(words)) == [("Ada Holm", "said", words)]


def test_a_quotation_within_a_quotation_belongs_to_the_outer_one():
    """The inner marks are part of what was said."""
    assert said("“He told me ‘never again will I come’ and left,” [Ada Holm] said.") == [
        ("Ada Holm", "said", "He told me ‘never again will I come’ and left,")
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "[Karl Brandt] said the delay was “nobody’s fault at all”, though [Ada Holm] disagreed.",
        "[Karl Brandt], who had met [Ada Holm], said it was “nobody’s fault at all”.",
        "[Karl Brandt] rejected the claim, saying anybody who complained about it “had better things to do”.",
        "[Karl Brandt] said [Ada Holm]’s plans accusing the town of neglect were “lies and nothing else”.",
        "[Ada Holm] was told by [Karl Brandt] that it was “not her turn to speak”.",
        "The town needs to “have a new bridge” and pay for it, [Karl Brandt] said.",
        "The film shows [Karl Brandt] saying “I have never been there”.",
    ],
)
def test_the_subject_of_the_reporting_verb_speaks(paragraph):
    """Others in the sentence do not: those spoken of, spoken to, or speaking in another clause."""
    assert speakers(paragraph) == ["Karl Brandt"]


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("de", "„Die Brücke wird im Mai eröffnet“, sagte [Ada Holm]."),
        ("de-AT", "[Ada Holm] sagte: „Die Brücke wird im Mai eröffnet.“"),
        ("de", "Die Ingenieurin [Ada Holm] hatte von einem Damm gesprochen, der „auf das Hochwasser wartet“."),
        ("fr", "« Le pont ouvrira au mois de mai », affirme [Ada Holm]."),
        ("fr", "« Le pont ouvrira au mois de mai », a déclaré la ministre, [Ada Holm]."),
        ("fr", "« Le pont ouvrira au mois de mai », selon [Ada Holm]."),
        ("fr", "La maire, [Ada Holm], est venue. « Le pont ouvrira au mois de mai », a-t-elle dit."),
        ("fr", "La maire, [Ada Holm], est venue. « Le pont ouvrira au mois de mai », raconte-t-elle."),
        ("es", "«El puente se abrirá en mayo», dijo [Ada Holm]."),
        ("es", "«El puente se abrirá en mayo», dijo la ministra de Obras, [Ada Holm]."),
        ("es", "[Ada Holm] llegó tarde. «El puente se abrirá en mayo», explicó."),
        ("es", "La alcaldesa [Ada Holm] llegó. Habló con [Bo Lund]. «El puente se abrirá en mayo», dijo la alcaldesa."),
        ("it", "«Il ponte aprirà a maggio», ha detto [Ada Holm]."),
        ("nl", "“De brug gaat in mei open”, zegt [Ada Holm]."),
        ("sv", "”Bron öppnar i maj i år”, säger [Ada Holm]."),
    ],
)
def test_speakers_are_found_in_other_languages_by_their_verbs(language, paragraph):
    """Verb and name beside the quote, a pronoun, a noun that stands before one name only."""
    assert speakers(paragraph, language=language) == ["Ada Holm"]


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("fr", "« Le pont ouvrira au mois de mai », a dit un voisin de [Ada Holm]."),
        ("fr", "[Ada Holm] et [Eva Lund] sont venues. « Le pont ouvrira au mois de mai », a-t-elle dit."),
        ("es", "[Ada Holm] habló con [Bo Lund]. «El puente se abrirá en mayo», dijo la empresa."),
        ("de", "„Die Brücke wird im Mai eröffnet“, hieß es im Büro von [Ada Holm]."),
    ],
)
def test_a_quote_of_another_language_stays_without_a_doubtful_speaker(language, paragraph):
    """Somebody else spoke, or two may have."""
    assert speakers(paragraph, language=language) == [""]


def test_a_quote_that_its_attribution_interrupts_goes_on_in_other_languages():
    """The second half has the speaker of the first."""
    said = speakers(
        "« Le pont ouvrira au mois de mai », explique [Ada Holm]. « Et il sera beau cette fois. »", language="fr"
    )
    assert said == ["Ada Holm", "Ada Holm"]


def test_a_nickname_in_quotation_marks_is_part_of_the_name():
    """It is no quote, and does not hide the name."""
    assert said("[Ada “Addie” Holm|Ada Holm] said: “We open in the month of May.”") == [
        ("Ada Holm", "said", "We open in the month of May.")
    ]


def test_a_quote_that_goes_on_after_the_speaker_is_the_same_persons():
    """Both halves of an interrupted sentence, and a sentence after the full stop."""
    text = "“The bridge is safe,” [Ada Holm] said, “and it will stay so.” “We tested it for a month.”"
    assert speakers(text) == ["Ada Holm"] * 3


def test_a_quote_without_a_closing_mark_runs_on_into_the_next_paragraph():
    """Each paragraph opens anew; only the last one closes."""
    assert (
        speakers(
            "“We tested the bridge for a month,” [Ada Holm] said. “It held every load that we put on it.",
            "“We then tested it again in the frost.",
            "“It is as safe as any bridge can be.”",
        )
        == ["Ada Holm"] * 4
    )


def test_a_colon_hands_over_to_the_next_paragraph():
    """NAME said: and the words on a line of their own."""
    assert speakers("[Ada Holm] told the council:", "“We will open the bridge in May.”") == ["Ada Holm"]


def test_he_and_she_mean_the_one_whom_they_fit():
    """Titles and given names tell whom a pronoun can mean."""
    assert speakers("Mr. [Brandt|Karl Brandt] met [Ada Holm] on Monday.", "“I was glad to see her,” he said.") == [
        "Karl Brandt"
    ]
    assert speakers("[Karl Brandt] met [Ada Holm] on Monday.", "“It was a good talk,” she said.") == ["Ada Holm"]


def test_a_pronoun_that_fits_nobody_names_nobody():
    """No man is named, so "he" is somebody whom the article does not name."""
    assert speakers("[Ada Holm] spoke first.", "“I do not agree with a word of that,” he said.") == [""]


def test_a_role_means_the_only_one_who_has_it():
    """The article has said who the prime minister is; who is one of two presidents stays open."""
    first = "Prime Minister [Ada Holm] met former president [Karl Brandt]."
    assert speakers(first, "“We had a very good talk,” the prime minister said.") == ["Ada Holm"]
    assert speakers(first, "“We had a very good talk,” said the prime minister.") == ["Ada Holm"]
    assert speakers(first, "“We had a very good talk,” the president said.") == [""]
    assert speakers(first, "“We had a very good talk,” a spokesman for the prime minister said.") == [""]
    assert speakers(first, "The prime minister left the talks, calling them “a very good start”.") == ["Ada Holm"]
    assert speakers(first, "The prime minister left late. “We had a very good talk,” she said.") == ["Ada Holm"]
    two = "President [Ada Holm] met President [Karl Brandt]."
    assert speakers(two, "“We had a very good talk,” the president said.") == [""]


def test_a_question_is_not_answered_by_the_one_who_asked():
    """Talk goes to and fro; nothing says who speaks next."""
    assert speakers("“Who are you, and why are you here?” asked [Ada Holm].", "“I am the one who has the forms.”") == [
        "Ada Holm",
        "",
    ]


def test_words_of_an_institution_are_nobodys():
    """A person named beside does not get the words of a ministry, a report or a campaign."""
    assert speakers("The ministry said [Ada Holm] had been “fully informed at all times”.") == [""]
    assert speakers("[Holm|Ada Holm]’s campaign said it was “ready for a long fight”.") == [""]
    assert speakers("“We have nothing to add to that,” a spokeswoman for [Ada Holm] said.") == [""]


@pytest.mark.parametrize(
    "paragraph",
    [
        "[Ada Holm] closed the so-called “bridge of sighs and tears” on Monday.",
        "[Ada Holm] praised the film “The Bridge of San Luis Rey” on Monday.",
        "[Ada Holm] sang “Don’t Look Back in Anger” at the fair.",
        "The “smart” bridge was closed by [Ada Holm].",
        "They ate at “Chez Marcel” and left.",
        "[Ada Holm] spoke on “Face the Nation.”",
    ],
)
def test_scare_quotes_and_titles_are_no_quotes(paragraph):
    """Nobody said them."""
    assert said(paragraph) == []


def test_a_few_words_are_kept_where_somebody_is_said_to_have_said_them():
    """Two words count after a verb of saying; one word alone is a scare quote."""
    assert said("[Ada Holm] said the talks would be “purely technical”.") == [("Ada Holm", "said", "purely technical")]
    assert said("[Ada Holm] said the “talks” were over.") == []
    assert said("“Never!” [Ada Holm] shouted.") == [("Ada Holm", "shouted", "Never!")]


def test_text_without_quotation_marks_has_no_quotes():
    """Nothing is made up."""
    assert find((), ()) == ()
    assert said("[Ada Holm] said that it’s the ’90s again.") == []
