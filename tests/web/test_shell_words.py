"""The words of a page without signal beside those that every page has."""

from journal.web.phone_words import phone_words
from journal.web.shell_words import shell_words


def test_g2_no_word_of_the_shell_takes_the_place_of_what_saving_says(app):
    with app.test_request_context():
        assert shell_words().keys() & phone_words().keys() == set()
