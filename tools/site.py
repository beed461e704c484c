"""The published site: a folder for the latest version and one for each tag, and at its root what leads there.

    SITE/latest/  SITE/v1.0/ …     books as they were built; one that is there already is replaced, the others stay
    SITE/index.html                leads to the latest version
    SITE/versions.html             lists them all
    SITE/404.html                  the latest book's, its links made absolute: a server shows it for an address of any depth
    SITE/sitemap.xml               the latest book's
    SITE/.nojekyll                 GitHub Pages would otherwise leave out _static/
"""

import re
import shutil
from html import escape
from urllib.parse import urljoin, urlsplit

LATEST = "latest"
RELATIVE = re.compile(r'(?<=\s)(?P<name>href|src|action|data-content_root)="(?!#|[a-z]+:|/)(?P<path>[^"]*)"')
REDIRECT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={home}/">
<link rel="canonical" href="{address}{home}/">
<meta property="og:title" content="{title}">
<meta property="og:image" content="{address}{home}/_static/social.png">
</head>
<body><p><a href="{home}/">{title}</a></p></body>
</html>
"""
VERSIONS = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Versions of {title}</title>
<style>body {{ font: 1.125rem/1.6 Charter, Georgia, serif; margin: 3rem auto; max-width: 36rem; padding: 0 1.25rem; }}</style>
</head>
<body>
<main>
<h1>Versions of {title}</h1>
<p>The latest version grows with every change. The others stay as they were, so that a class can finish with the one that it began with.</p>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""


def versions(site):
    """The versions in the folder `site`: the latest, then the tags, the highest number first."""
    def numbers(name):
        return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]

    names = [path.parent.name for path in site.glob("*/index.html")]
    return sorted(names, key=lambda name: (name == LATEST, numbers(name)), reverse=True)


def absolute(html, base):
    """`html` with every relative address resolved against `base`, the path of its folder on the server."""
    return RELATIVE.sub(lambda match: f'{match["name"]}="{urljoin(base, match["path"])}"', html)


def publish(built, site, version, address, title):
    """Put the book in the folder `built` into `site` as `version`; `address` is where the site will be found, with a slash at its end."""
    shutil.rmtree(site / version, ignore_errors=True)
    shutil.copytree(built, site / version)
    names = versions(site)
    home, words = names[0], {"title": escape(title), "address": escape(address)}
    items = "\n".join(f'<li><a href="{name}/">{name}</a></li>' for name in names)
    base = f"{urlsplit(address).path}{home}/"
    (site / "index.html").write_text(REDIRECT.format(home=home, **words), encoding="utf-8")
    (site / "versions.html").write_text(VERSIONS.format(items=items, **words), encoding="utf-8")
    (site / "404.html").write_text(absolute((site / home / "404.html").read_text(encoding="utf-8"), base), encoding="utf-8")
    (site / ".nojekyll").touch()
    if (site / home / "sitemap.xml").is_file():
        shutil.copy(site / home / "sitemap.xml", site / "sitemap.xml")
