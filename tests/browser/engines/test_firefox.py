"""In Firefox: what is written on a phone arrives once, and nothing of it stays where it must not.

What these tests say is said in Chromium first; here are those that need nothing only Chromium has.
Playwright's `set_offline` does not reach Firefox's worker: the line is cut instead.
"""
# Pytest finds what is imported here by its name; nothing else in this file names it.
# ruff: noqa: F401

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from tests.browser.home import line, save, states
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.test_app_lock import (
    test_t24_a_lock_by_code_hides_every_page_also_without_signal_and_keeps_sending,
)
from tests.browser.test_new_build import (
    test_f16_a_new_build_during_an_upload_and_over_a_filled_form_loses_nothing,
    test_f16_the_database_of_the_build_before_opens_with_a_later_one_and_all_of_it_arrives,
)
from tests.browser.test_no_signal_every_kind import (
    test_i4_the_card_is_whole_and_every_kind_is_changed_and_deleted_without_signal,
)
from tests.browser.test_no_signal_photos import (
    test_h3_a_photo_taken_without_signal_waits_with_its_entry_and_goes_first_and_once,
)
from tests.browser.test_no_signal_views import (
    page,
    test_a_dose_given_without_signal_waits_on_today_and_in_the_journal,
    test_every_form_saves_without_signal_and_arrives_once,
    test_every_place_opens_says_as_of_and_has_no_barrier,
)
from tests.browser.test_outbox_decides import (
    test_h1_ada_is_asked_before_a_second_dose_and_may_say_that_it_was_meant,
    test_what_the_server_refuses_is_shown_at_its_field_and_can_be_mended,
)
from tests.browser.test_outbox_faults import (
    test_g2_an_answer_that_is_not_the_servers_own_settles_nothing,
    test_t24_another_person_on_the_same_phone_sends_and_sees_nothing_of_the_first,
)
from tests.browser.test_outbox_saving import (
    test_a_dose_saved_with_signal_is_one_row_and_says_so_with_undo,
    test_f2_an_answer_lost_after_the_commit_makes_one_row,
    test_h3_three_taps_make_one_row,
    test_three_tabs_that_come_online_together_double_nothing,
)
from tests.browser.test_outbox_storage import (
    test_f19_a_connection_that_died_is_opened_once_more,
    test_f19_a_full_phone_says_so_and_posts_the_form,
    test_f19_a_full_phone_without_signal_claims_nothing_and_keeps_the_text,
    test_f19_without_indexeddb_the_form_posts_as_without_script,
)
from tests.browser.test_phones import (
    test_t24_a_removed_phone_erases_itself_and_f17_an_expired_one_keeps_everything,
    test_t24_signing_out_asks_once_about_what_waits_and_then_leaves_nothing,
    test_t24_signing_out_without_signal_leaves_nothing_and_ends_the_session_first_of_all,
)
from tests.browser.test_shared_phone import (
    test_t24_after_ada_left_without_signal_ben_finds_nothing_and_she_finds_all_of_hers,
)
from tests.browser.test_together import (
    test_f18_a_frozen_tab_that_holds_the_lock_keeps_nobody_from_sending,
    test_h1_the_other_parent_sees_a_dose_and_the_same_dose_given_twice_is_kept_and_flagged,
)

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_f18_opened_from_the_worker_it_keeps_what_is_written_until_the_server_is_back(home, phone):
    first = home.sign_in(phone)
    filled(first, home)
    first.close()
    with no_server(home):
        second = opened(phone.new_page(), home, "log/note")
        second.get_by_label("What do you want to remember?").fill("A calm night")
        save(second)
        expect(second.locator(".toast")).to_contain_text("Saved on this phone")
        second.close()
        third = opened(phone.new_page(), home, "today")
        expect(line(third)).to_contain_text("1 waits on this phone")
    home.come_true(lambda: states(third) == ["settled"])
    assert len(home.entries(Kind.NOTE)) == 1
    expect(line(third)).not_to_contain_text("waits")
