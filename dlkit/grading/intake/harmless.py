"""A student's Markdown without HTML: graders read it in a browser, where a tag of theirs could run a script as the grader.

nbgrader's formgrader shows HTML in Markdown as it is. Tags of plain layout stay, without attributes; every other `<` that
could begin a tag has a space put after it, which ends its power and changes no formula. A link that runs a script is blocked,
also where its letters are written as character references (`javascript&#58;`) or with a backslash, which Markdown takes back.
"""

import html
import re

LAYOUT = {"b", "i", "em", "strong", "u", "s", "sub", "sup", "br", "hr", "p", "code", "pre", "kbd", "ul", "ol", "li",
          "table", "thead", "tbody", "tr", "th", "td", "blockquote", "details", "summary"}
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?P<rest>/?(?P<name>[A-Za-z][A-Za-z0-9]*)\s*/?>)?")
_LINK = re.compile(r"(?i)(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*\\?:|data\s*\\?:\s*text/html")
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{0,31});?")
_AMPERSAND = re.compile(r"&(?:amp|AMP|#0*38|#[xX]0*26);?(?=[#A-Za-z])")
_PICTURE = re.compile(r"(?i)attachment:([^\s()<>\[\]\"']*)")


def harmless(markdown, pictures=()):
    """The text with no tag in it but those of LAYOUT without attributes, and no link that runs a script.

    `pictures` are the names of those attached to the cell: nbconvert refuses a whole notebook for one that is not there.
    """
    def keep(tag):
        return tag[0] if tag["rest"] and tag["name"].lower() in LAYOUT else tag[0].replace("<", "< ", 1)

    text, before = markdown, None
    while text != before:  # nbconvert's parser resolves &amp;#58; twice in a link
        before, text = text, _REFERENCE.sub(_plain, _AMPERSAND.sub("&", text))
    text = _LINK.sub("blocked:", _TAG.sub(keep, text))
    return _PICTURE.sub(lambda found: found[0] if found[1] in pictures else f"missing-{found[0]}", text)


def _plain(reference):
    """A character reference as its character where that is plain ASCII and means nothing in HTML, such as &#58; for a colon."""
    character = html.unescape(reference[0])
    return character if character.isascii() and not set(character) & set("<>&\"'") else reference[0]
