"""In Firefox: the server comes back from a backup (F13). Here, since its server is a test's own."""
# Pytest finds what is imported here by its name; nothing else in this file names it.
# ruff: noqa: F401

import pytest

from tests.browser.test_restored import (
    home,
    test_f13_after_a_restore_the_phone_hands_in_what_it_kept_and_the_owner_goes_on,
    test_f13_what_a_restored_server_has_not_sent_again_stays_and_says_so,
)

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
