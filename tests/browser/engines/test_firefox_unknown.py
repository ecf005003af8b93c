"""In Firefox: what doses are called while nobody answers (H17); its page is another one."""
# Pytest finds what is imported here by its name; nothing else in this file names it.
# ruff: noqa: F401

import pytest

from tests.browser.test_no_signal_known import (
    page,
    test_h17_a_clock_that_was_set_back_makes_states_unknown,
    test_h17_a_page_that_opens_later_says_unknown_before_anybody_answers,
    test_h17_when_the_server_is_back_the_states_are_right_within_two_seconds,
    test_h17_within_a_quarter_of_an_hour_the_state_stands_and_after_it_is_unknown,
)

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
