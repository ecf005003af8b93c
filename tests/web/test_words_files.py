"""What the scripts say travels once, not with every page; nor do the blanks of a template."""

import json

from journal.web.assets import build_of
from journal.web.phone_words import phone_words
from journal.web.shell_words import shell_words
from tests.web.strict import ROOT


def words_of(client) -> dict[str, object]:
    text = client.get("/s/any/words/en.js").text
    return json.loads(text.removeprefix("globalThis.sunhatWords="))


def test_every_page_names_the_words_before_the_script_that_says_them(family, as_person, anonymous):
    ada = as_person("ada")
    for client, path in ((ada, f"/children/{family.nora}/today"), (anonymous, "/shell")):
        page = client.get(path).text
        assert 0 < page.index("/words/en.js") < page.index("/js/sunhat.js")
    with ada.application.test_request_context():
        assert words_of(ada) == phone_words() | shell_words()


def test_other_words_are_another_build_that_no_phone_keeps_yet():
    one, other = ({"words/en.js": f"globalThis.sunhatWords={words}\n"} for words in ("{}", "[]"))
    assert build_of(ROOT / "static", one) != build_of(ROOT / "static", other)


def test_blanks_before_a_line_of_a_template_do_not_travel_and_those_of_a_value_do(app):
    template = app.jinja_env.from_string("<p>\n    {{ note }}\n\t<b>a  b</b>\n</p>")
    assert template.render(note="  two\n  lines") == "<p>\n  two\n  lines\n<b>a  b</b>\n</p>"
