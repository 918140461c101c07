"""The theme's static files as they are written."""

from newsdigest.site.statics import squeezed


def test_comments_and_indentation_go_and_strings_stay():
    """What a browser reads is left as it was, a comment's marks inside a string too."""
    css = '/* why\n   so */\na::before {\n  content: "/* not one */";\n\n  color: red; /* why */\n}\n'
    assert squeezed(css) == 'a::before{\ncontent:"/* not one */";\ncolor:red;\n}\n'


def test_selectors_keep_their_spaces():
    """A space before a colon joins two selectors; behind one it stands in declarations only."""
    css = "@media (min-width: 40rem) {\n  .a :is(.b, .c) :hover {\n    --x: 1px;\n  }\n}\n"
    assert squeezed(css) == "@media (min-width: 40rem){\n.a :is(.b, .c) :hover{\n--x:1px;\n}\n}\n"
