"""Imported like ``warm`` where some scrapes may be plain text: the models that read them take half as long again."""

from newsdigest.warm import TEXT, read

article = read(
    "\n\n".join(("The Halvard Herald", "Quay to be rebuilt", "By Ida Noor", "19 March 2025", *TEXT)), "text/plain"
)
