"""Help for tests that need mentions: names are marked in the text, ``[Ada Example]`` or ``[Example|Ada Example]``."""

import json
import re

from newsdigest.model import Mention

MARKED = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


def marked(*paragraphs):
    """Paragraphs with marked names → (paragraphs as they would be, mentions)."""
    plain, mentions, offset = [], [], 0
    for paragraph in paragraphs:
        parts, at = [], 0
        for match in MARKED.finditer(paragraph):
            parts.append(paragraph[at : match.start()])
            start = offset + sum(map(len, parts))
            mentions.append(Mention(start, start + len(match[1]), match[1], match[2] or match[1]))
            parts.append(match[1])
            at = match.end()
        parts.append(paragraph[at:])
        plain.append("".join(parts))
        offset += len(plain[-1]) + 2
    return tuple(plain), tuple(mentions)


def seed_article(folder):
    """Paragraphs of the seed's body and its people's mentions, by the plain letters of their names."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    first, last = expected["body"]["non_blank_lines_of_the_file"]
    lines = (folder / "arcamax-zelenskyy.txt").read_text("utf-8").splitlines()
    paragraphs = tuple([line.strip() for line in lines if line.strip()][first - 1 : last])
    text = "\n\n".join(paragraphs)
    mentions = [
        Mention(match.start(), match.end(), match[0], name)
        for name in expected["people"]
        for match in re.finditer(rf"(?:{re.escape(name)}|\b{re.escape(name.split()[-1])}\b)", text)
    ]
    return expected, paragraphs, tuple(sorted(mentions, key=lambda mention: mention.start))
