"""The block filter: which blocks of a page are the article, and by which rule each of the others is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from newsdigest.cleaning import byline, dates, embeds, model
from newsdigest.cleaning.blocks import Candidate, Container, Page
from newsdigest.cleaning.features import HEADINGS, SENTENCE_END, Clues, Texts, furniture, key, prose_of
from newsdigest.cleaning.lexicon import BIT

KEEP: Final = ""

# What a flagged container holds, as a reader would call it; the first that applies names the drop.
REASONS: Final = (
    ("hidden", "hidden text"),
    ("navigation", "navigation"),
    ("comments", "comments"),
    ("dialog", "notice"),
    ("newsletter", "newsletter box"),
    ("paywall", "subscription offer"),
    ("advert", "advertisement"),
    ("share", "share bar"),
    ("related", "related links"),
    ("biography", "about the author"),
    ("caption", "caption"),
    ("gallery", "gallery"),
    ("tags", "tags"),
    ("byline", "byline"),
    ("date", "date line"),
    ("meta", "article details"),
    ("form", "form"),
    ("embed", "embed"),
    ("footer", "footer"),
    ("sidebar", "sidebar"),
    ("widget", "widget"),
    ("header", "header"),
    ("factbox", "fact box"),
)
_SURE: Final = sum(
    BIT[name]
    for name in (
        "navigation", "footer", "sidebar", "comments", "advert", "newsletter", "caption", "gallery", "biography",
        "byline", "dialog", "hidden", "form", "tags",
    )
)  # fmt: skip
_NEGATIVE: Final = _SURE | BIT["related"] | BIT["share"] | BIT["paywall"] | BIT["widget"]
_DOUBTFUL: Final = sum(
    BIT[name] for name in ("navigation", "footer", "sidebar", "related", "comments", "hidden", "dialog")
)
_DOUBT: Final = 0.3  # how much prose counts that stands in such a container while the bulk of the text is sought
_SOME: Final = 200  # characters of prose that make an ``article`` element more than a teaser
_LONE_LINK: Final = 80  # characters of a link that stands by itself in no paragraph
_DATE_LINE: Final = 32  # characters of the longest line that is a date and nothing else
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATA: Final = frozenset(("li", "td", "th", *HEADINGS))
_COLUMN: Final = 4  # blocks of a table's cell that is a column of the page
_LONG_CELL: Final = 400  # characters; a cell with more lays out the page
_CAPTION: Final = 300  # characters of the longest caption
_CLOSE: Final = (")", "]")
_CREDIT: Final = re.compile(  # "… (Photo: Jo Pell)" at the end of a line, whatever it is called
    r"[(\[](?:image|images|photo|photos|photograph|picture|pictures|pic|foto|fotos|bild|bilder|credit|cr[ée]dito?|imagen|"
    r"imagem|immagine|obraz|zdj[ęe]cie|фото|fotografie|courtesy)\b[^)\]]{1,80}[)\]]$",
    re.IGNORECASE,
)
_OFFERS: Final = ("subscription offer", "newsletter", "read more")
_PLAIN: Final = 4  # words of a phrase that no sentence of an article begins with
_SERIES: Final = 15  # characters in which labels of links are alike, and which a title has at least
_SHORT: Final = 60  # characters; of 3,466 shorter blocks outside of the main text's container five were article text
_LEAD: Final = 200  # characters of the longest standfirst that only its type tells
_BESIDE: Final = 0.7  # probability from which a paragraph vouches for the table beside it
_CELL: Final = 140  # characters of prose that no cell of data has
_ITEM: Final = 600  # the same for an item of a list
_OFTEN: Final = 3  # times on a page from which a text is furniture
_LONG: Final = 40  # characters that it must have
_USUAL: Final = 0.25  # what holds this share of the prose under one class is what the class means on this page
_POSITIVE: Final = BIT["body"] | BIT["article"] | BIT["live"]
_MOST: Final = 0.5  # a container with this share of the page's prose is the page, whatever it is called


def measure(page: Page, titles: Texts) -> Container | None:
    """Count text and prose per container, inherit flags downwards, and find the container of the main text.

    The flags of containers around the bulk of the text are not inherited, only what speaks for an article: a body
    element with the class ``has-sidebar`` says nothing of its paragraphs. The bulk of the text is where most prose
    stands side by side, within the ``article`` element that has the title if there is one. Returns the smallest
    container with most of the prose that no flag speaks against.
    """
    if not page.containers:
        return None
    beside: dict[int, int] = {}
    told = []  # blocks that read like sentences
    for block in page.blocks:
        container = block.container
        container.chars += len(block.text)
        container.linked += block.linked
        container.blocks += 1
        if prose := prose_of(block):
            told.append(block)
            block.prose = prose
            container.prose += prose
            beside[container.index] = beside.get(container.index, 0) + prose
            if container.parent is not None:
                beside[container.parent.index] = beside.get(container.parent.index, 0) + prose
    _sum_up(page)
    total = page.containers[0].prose
    most = _MOST * total
    for container in page.containers:
        own = container.flags if container.prose <= most else container.flags & _POSITIVE
        parent = container.parent
        container.inherited = own if parent is None else own | parent.inherited
    own_article = _own_article(page, titles)
    holders = [page.containers[index] for index in sorted(beside)]
    bulk = max(
        [one for one in holders if own_article is None or inside(one, own_article)] or page.containers[:1],
        key=lambda one: beside.get(one.index, 0) * (_DOUBT if one.inherited & _DOUBTFUL else 1.0),
    )
    around, usual = set(), set()
    upward: Container | None = bulk
    while upward is not None:
        around.add(upward.index)
        usual.add(upward.names)
        upward = upward.parent
    usual.discard("")
    named: dict[str, int] = {}
    for block in told:
        if names := block.container.names:
            named[names] = named.get(names, 0) + block.prose
    usual |= {names for names, prose in named.items() if prose > _USUAL * total}
    for container in page.containers:
        flags, parent = container.flags, container.parent
        if flags and (container.index in around or container.names in usual):
            flags = container.flags = flags & _POSITIVE
        container.inherited = flags if parent is None else flags | parent.inherited
        container.prose = 0
    for block in told:
        if not (block.container.inherited | block.inner) & _NEGATIVE:
            block.container.prose += block.prose
    _sum_up_prose(page)
    return _descend(page)


def _own_article(page: Page, titles: Texts) -> Container | None:
    """Find the ``article`` element with the page's title and some text: pages often append another article."""
    for block in page.heads:
        if titles.have(block.text):
            container: Container | None = block.container
            while container is not None:
                if container.article and container.prose > _SOME:
                    return container
                container = container.parent
    return None


def _sum_up(page: Page) -> None:
    """Add each container's counts to the one around it, innermost first."""
    for container in reversed(page.containers):
        parent = container.parent
        if parent is not None and container.blocks:
            parent.blocks += container.blocks
            parent.chars += container.chars
            if container.prose:
                parent.prose += container.prose
            if container.linked:
                parent.linked += container.linked


def _sum_up_prose(page: Page) -> None:
    """Add each container's prose to the one around it, innermost first."""
    for container in reversed(page.containers):
        if container.prose and (parent := container.parent) is not None:
            parent.prose += container.prose


def _descend(page: Page) -> Container:
    """Follow the container with most prose downwards while it holds nearly all of it."""
    children: dict[int, list[Container]] = {}
    for container in page.containers:
        if container.prose and container.parent is not None:
            children.setdefault(container.parent.index, []).append(container)
    main = page.containers[0]
    while main.index in children:
        best = max(children[main.index], key=lambda child: child.prose)
        if best.prose < 0.8 * main.prose or best.tag in ("p", "li", "blockquote"):
            break
        if best.tag == "td" and best.blocks < _COLUMN:
            break
        main = best
    return main


def inside(container: Container | None, outer: Container) -> bool:
    """Whether a container is another one or lies in it."""
    while container is not None:
        if container is outer:
            return True
        if container.depth <= outer.depth:
            return False
        container = container.parent
    return False


def sure_rules(page: Page, main: Container, clues: Clues) -> list[str]:
    """Give for each block the sure rule that drops it, or ``KEEP``; to be called after ``measure``."""
    own = _own_article(page, clues.titles)
    foreign = _other_articles(page, clues.titles)
    times = Counter([block.text for block in page.blocks])
    lists = _lists_of_articles(page, clues)
    series = Counter([block.text[:_SERIES] for block in page.blocks if block.linked and _labelled(block)])
    verdicts = []
    for block in page.blocks:
        verdict = block.opaque or surely(block, clues)
        if verdict:
            verdicts.append(verdict)
            continue
        if lists and (around := _list_around(block)) is not None and around.index in lists:
            verdict = "related links"
        if not verdict and series and _labelled(block) and series[block.text[:_SERIES]] >= _OFTEN:
            verdict = "related links"
        if not verdict and len(block.text) >= _LONG and times[block.text] >= _OFTEN and not _within(block, main):
            verdict = "repeated text"
        if not verdict and (own is not None or foreign) and _elsewhere(block.container, own, foreign):
            verdict = "another article"
        if not verdict and not inside(block.container, main):
            size = len(block.text)
            if block.linked > 0.5 * size:
                verdict = "link list" if block.links > 1 else "link"
            elif size < _SHORT:
                flags = block.container.inherited | block.inner
                verdict = _named(flags) or "outside of the article"
            elif size < _LEAD:
                verdict = furniture(block.text)[0]
        verdicts.append(verdict)
    return verdicts


def _lists_of_articles(page: Page, clues: Clues) -> set[int]:
    """Indexes of lists with an item that begins with this page's own title: they list articles."""
    own = [block for block in page.blocks if block.linked and clues.titles.begin(block.text, _SERIES)]
    return {container.index for block in own if (container := _list_around(block)) is not None}


def _list_around(block: Candidate) -> Container | None:
    """Find the innermost list around a block."""
    container: Container | None = block.container
    while container is not None and container.tag not in ("ul", "ol"):
        container = container.parent
    return container


def _labelled(block: Candidate) -> bool:
    """Whether a block is a label and a link after it, outside of lists, as in "Read on: …"."""
    size = len(block.text)
    return 0.3 * size < block.linked < size - _SERIES and size < 250 and block.container.tag != "li"


def _within(block: Candidate, main: Container) -> bool:
    """Whether a block may repeat itself: in the main text (questions of an interview), in a list or a table."""
    container: Container | None = block.container
    return inside(container, main) or any(
        one is not None and one.tag in ("li", "td") for one in (container, container and container.parent)
    )


def _other_articles(page: Page, titles: Texts) -> set[int]:
    """Indexes of article containers with a first heading that is not the page's title: what comes next on the page."""
    found: set[int] = set()
    own: set[int] = set()
    for block in page.heads:
        container: Container | None = block.container
        while container is not None:
            if container.article:
                (own if titles.have(block.text) else found).add(container.index)
            container = container.parent
    return found - own if own or len(found) > 1 else set()


def _elsewhere(container: Container | None, own: Container | None, foreign: set[int]) -> bool:
    """Whether a container lies in another article: one with its own title, or one apart from the page's own."""
    found = None
    while container is not None:
        if container is own:
            return False
        if container.index in foreign:
            return True
        if container.article:
            found = container
        container = container.parent
    return own is not None and found is not None and not inside(own, found)


@lru_cache(maxsize=4096)  # a page has few combinations of flags
def _named(flags: int) -> str:
    """Name what flagged containers hold, or give an empty string."""
    return next((reason for name, reason in REASONS if flags & BIT[name]), "")


def surely(block: Candidate, clues: Clues) -> str:  # noqa: PLR0911 -- rules in order
    """Name the rule by which a block is no article text on any page, or give an empty string.

    On 232 news pages with known bodies these rules together drop two in a thousand characters that belong to a body.
    """
    if block.opaque:
        return block.opaque
    flags = block.container.inherited | block.inner
    if flags & _SURE:
        return _named(flags & _SURE)
    container, size = block.container, len(block.text)
    if block.linked > 0.8 * size and (block.links > 1 or flags & (BIT["related"] | BIT["share"])):
        return "link list" if block.links > 1 else "link"
    if block.linked > 0.9 * size and size < _LONE_LINK and container.tag in ("td", "div", "center", "section", "span"):
        return "link"
    if block.linked > 0.9 * size and block.text.isupper() and size > _SERIES:
        return "related links"
    around = container.flags | block.inner | (container.parent.flags if container.parent else 0)
    if block.after_image and around & BIT["picture"] and size < _CAPTION:
        return "caption"
    if flags & BIT["date"] and size < 60:
        return "date line"
    if (container.tag == "h1" or 20 <= size <= 250) and clues.titles.have(block.text):
        return "title"
    if block.linked > 0.4 * size and furniture(block.text)[0] == "read more":
        return "related links"
    if size < _LEAD and (announced := furniture(block.text))[1] >= _PLAIN and announced[0] in _OFFERS:
        return announced[0]
    if size <= _DATE_LINE and _YEAR.search(block.text) and not _data(container) and dates.parse(block.text):
        return "date line"
    if size < _CAPTION and block.text.endswith(_CLOSE) and _CREDIT.search(block.text):
        return "caption"
    return ""


def _data(container: Container) -> bool:
    """Whether a container is a heading, an item or a cell of data, where a date may be all there is to say."""
    return container.tag in _DATA and (container.tag not in ("td", "th") or container.chars < _LONG_CELL)


def like_standfirst(block: Candidate, clues: Clues) -> bool:
    """Whether a block is marked as standfirst or repeats a description of the article."""
    if not 30 < len(block.text) < 700:
        return False
    text = key(block.text)
    near = block.container.flags | block.inner | (block.container.parent.flags if block.container.parent else 0)
    return bool(near & BIT["standfirst"]) or any(
        text == other or (len(other) > 60 and text.startswith(other[:60])) for other in clues.descriptions.folded
    )


def standfirst(page: Page, kept: Sequence[int], clues: Clues) -> int:
    """Find the standfirst, or give -1.

    It stands before the text (among the first kept blocks or, if the model did not take it for text, between the title
    and them), is marked as standfirst or repeats a description of the article, and is set apart from the paragraph
    after it: many descriptions are just the first paragraph.
    """
    text = next((number for number in kept if page.blocks[number].prose), -1)
    if text < 0:
        return -1
    titles = [block.index for block in page.blocks[:text] if clues.titles.have(block.text)]
    before = range(titles[-1] + 1, text) if titles else [number for number in kept if number < text]
    candidates: list[int] = [*before, text]
    for number in candidates:
        block = page.blocks[number]
        following = next((page.blocks[other] for other in kept if other > number and page.blocks[other].prose), None)
        if following is None or surely(block, clues):
            continue
        if _bold_line(block, following) or (like_standfirst(block, clues) and _apart(block, following)):
            return number
    return -1


def _bold_line(block: Candidate, following: Candidate) -> bool:
    """Whether a block is a line in bold type, no sentence with an end, before a paragraph that is not."""
    size = len(block.text)
    if block.prose or not 40 < size < _LEAD or block.strong < 0.9 * size:
        return False
    return not block.linked and following.strong < 0.5 * len(following.text) and block.container.tag not in HEADINGS


def _apart(block: Candidate, following: Candidate) -> bool:
    """Whether a block looks different from the paragraph after it: by its tag or class, or by what holds it."""
    one, other = block.container, following.container
    return one is not other and (one.tag, one.names, one.parent) != (other.tag, other.names, other.parent)


def judge(page: Page, main: Container | None, clues: Clues) -> list[str]:
    """Give for each block the rule that drops it, or ``KEEP``.

    Sure rules first, then the model on what they leave. Where the rules leave next to nothing of a page with text,
    its names mean something else than usual, and the model decides alone.
    """
    if main is None:
        return []
    verdicts = sure_rules(page, main, clues)
    left = [block.index for block in page.blocks if not verdicts[block.index]]
    if sum(page.blocks[number].prose for number in left) < _SOME:
        verdicts = [block.opaque for block in page.blocks]
        left = [block.index for block in page.blocks if not block.opaque]
    answers = together(page, left, model.probabilities(page, main, clues, left))
    for number, answer in zip(left, answers, strict=True):
        if answer <= model.THRESHOLD and not _quoted_link(page.blocks[number]):
            verdicts[number] = _reason(page, number, main, clues)
    _credits(page.blocks, verdicts)
    return _trim(page.blocks, verdicts)


def _quoted_link(block: Candidate) -> bool:
    """Whether a block is a quote of nothing but a link named after its host: so embedded videos and posts are kept."""
    around = block.container.parent
    if block.linked != len(block.text) or "quote" not in (block.container.tag + (around.tag if around else "")):
        return False
    addresses = [piece[1] for piece in block.pieces if not isinstance(piece, str) and piece[0] == "a"]
    return any(embeds.name(address) == block.text for address in addresses)


def _credits(blocks: Sequence[Candidate], verdicts: list[str]) -> None:
    """Drop lines above the first paragraph that say who wrote it, by name or by role."""
    for block, verdict in zip(blocks, verdicts, strict=True):
        if verdict != KEEP:
            continue
        text = block.text
        if block.prose or len(text) > _SHORT or text.endswith(SENTENCE_END):
            return
        if block.container.tag not in HEADINGS and (byline.parse_byline(text) or byline.is_role(text)):
            verdicts[block.index] = "byline"


def together(page: Page, numbers: Sequence[int], answers: Sequence[float]) -> list[float]:
    """Let the items of a list, and the cells of a table, share one answer: no outlet mixes text and links in one."""
    groups: dict[int, list[int]] = {}
    for position, number in enumerate(numbers):
        container: Container | None = page.blocks[number].container
        group = -1
        while container is not None:
            if container.tag == "table" or (container.tag in ("ul", "ol") and group < 0):
                group = container.index
            container = container.parent
        if group >= 0:
            groups.setdefault(group, []).append(position)
    shared = list(answers)
    beside = {
        parent.index
        for number, answer in zip(numbers, answers, strict=True)
        if answer > _BESIDE and page.blocks[number].prose and (parent := page.blocks[number].container.parent)
    }
    for group, positions in groups.items():
        longest = _CELL if page.containers[group].tag == "table" else _ITEM
        if any(page.blocks[numbers[position]].prose > longest for position in positions):
            continue  # a table or list around paragraphs lays out the page
        mean = sum(answers[position] for position in positions) / len(positions)
        around = page.containers[group].parent
        if page.containers[group].tag == "table" and around is not None and around.index in beside:
            linked = sum(page.blocks[numbers[position]].linked for position in positions)
            if linked < 0.3 * page.containers[group].chars:
                mean = max(mean, _BESIDE)  # figures between paragraphs belong to them
        for position in positions:
            shared[position] = mean
    return shared


def _reason(page: Page, number: int, main: Container, clues: Clues) -> str:  # noqa: PLR0911 -- reasons in order
    """Name the strongest reason why the model dropped a block, as a reader would."""
    block = page.blocks[number]
    flags = block.container.inherited | block.inner
    text = key(block.text)
    if text in clues.titles.folded:
        return "title"
    if block.linked > 0.5 * len(block.text):
        return "link list" if block.links > 1 else "link"
    if reason := _named(flags):
        return reason
    if (kind := furniture(block.text)[0]) and len(block.text) < 200:
        return kind
    if block.after_image and len(block.text) < 300:
        return "caption"
    if any(name in text for name in clues.authors if name):
        return "about the author"
    if not inside(block.container, main):
        return "outside of the article"
    return "unlike the text around it"


def _trim(blocks: Sequence[Candidate], verdicts: list[str]) -> list[str]:
    """Drop headings that nothing follows: they announced a box that was dropped."""
    following = False
    for position in range(len(verdicts) - 1, -1, -1):
        if verdicts[position] != KEEP:
            continue
        heading = blocks[position].container.tag in HEADINGS
        if heading and not following:
            verdicts[position] = "heading without text"
        following = following or not heading
    return verdicts
