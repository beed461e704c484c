import pytest
from bs4 import BeautifulSoup

from tests.book.tiny import build, code, notebook

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'
PAGE = """\
# Page

:::{demo} softmax-temperature
:alt: Four bars.
:caption: What $T$ does.
![](bars.svg)
:::
"""
PLACE = '<figure class="dl-figure"><svg aria-label="Four bars."></svg><div class="dl-demo" data-demo="mse-mae"><script type="application/json">{}</script></div></figure>'
KIT = ["demos/kit/panel.js", "demos/kit/handle.js", "demos/kit/demo.js"]


def make(tmp_path, page=PAGE, **options):
    return build(tmp_path, {"index.md": page, "bars.svg": PICTURE}, ["demo", "alt_text"], **options)


def scripts(html):
    return [name for tag in BeautifulSoup(html, "html.parser").select("script[src]") if "demos/" in (name := tag["src"].split("?")[0].removeprefix("_static/"))]


def test_the_picture_stands_there_with_its_alt_text_the_place_of_the_script_and_the_caption(tmp_path):
    html, said = make(tmp_path)
    assert said == ""
    figure = BeautifulSoup(html, "html.parser").select_one("figure.dl-figure")
    assert figure.img["alt"] == "Four bars."
    assert figure.select_one("div.dl-demo")["data-demo"] == "softmax-temperature"
    assert figure.figcaption.select_one("span.math")


def test_an_alt_text_that_the_picture_has_of_its_own_stays(tmp_path):
    html, _ = make(tmp_path, PAGE.replace("![]", "![Bars, seen from the side.]"))
    assert BeautifulSoup(html, "html.parser").select_one("figure img")["alt"] == "Bars, seen from the side."


def test_a_page_links_the_kit_and_the_scripts_of_its_own_figures_once_in_their_order(tmp_path):
    html, said = make(tmp_path, PAGE + PAGE.replace("# Page\n", ""))
    assert said == "" and scripts(html) == [*KIT, "demos/softmax-temperature.js"]


def test_a_page_without_a_figure_links_no_script(tmp_path):
    html, _ = make(tmp_path, "# Page")
    assert html and scripts(html) == []


def test_a_figure_that_a_cell_has_drawn_gets_its_script(tmp_path):
    html, said = build(tmp_path, {"index.ipynb": notebook("# Page", code("plot.demo()", html=PLACE))}, ["demo", "alt_text"])
    assert said == "" and scripts(html) == [*KIT, "demos/mse-mae.js"]


def test_without_html_the_picture_and_the_caption_are_left(tmp_path):
    text, said = make(tmp_path, builder="text")
    assert said == "" and "Four bars." in text and "What T does." in text and "dl-demo" not in text


FAULTY = [
    (PAGE.replace("softmax-temperature", "sofmax-temperature"), "there is no interactive figure “sofmax-temperature”; is “softmax-temperature” meant?"),
    (PAGE.replace("softmax-temperature", "xyz"), "there is no interactive figure “xyz”; there are activation-slope, "),
    (PAGE.replace(":alt: Four bars.\n", ""), "give an alt text, with :alt:"),
    (PAGE.replace("Four bars.", ""), "give an alt text, with :alt:"),
    (PAGE.replace("![](bars.svg)", "Some text."), "give the picture that stands there without JavaScript"),
    (PAGE.replace("![](bars.svg)\n", ""), "give the picture that stands there without JavaScript"),
]


@pytest.mark.parametrize("page, complaint", FAULTY)
def test_a_faulty_figure_fails_the_build_and_names_page_and_line(tmp_path, page, complaint):
    _, said = make(tmp_path, page)
    assert "index.md:3: ERROR: line 3: demo: " in said and complaint in said


def test_a_cell_that_draws_an_unknown_figure_is_named(tmp_path):
    page = notebook("# Page", "Text.", code("plot.demo()", html=PLACE.replace("mse-mae", "mse-mea")))
    _, said = build(tmp_path, {"index.ipynb": page}, ["demo"])
    assert "index.ipynb: ERROR: cell 3, line 1: demo: there is no interactive figure “mse-mea”; is “mse-mae” meant?" in said
