"""What may be a passphrase, and how it is kept (T6)."""

import pytest

from journal.care.problems import Refused
from journal.records.passphrases import check_passphrase, hash_passphrase

ADA = ("Adelheid Lindqvist", "ada@example.org", "sunhat")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tern gravel", "passphrase_short"),
        ("tern gravel violin " * 14, "passphrase_long"),
        ("password12345", "passphrase_common"),
        ("Adelheid Lindqvist", "passphrase_common"),
        ("Lindqvist2026", "passphrase_common"),
        ("Sunhat2026!!", "passphrase_common"),
        ("sunhat sunhat", "passphrase_common"),
    ],
)
def test_t6_a_passphrase_is_neither_short_nor_what_somebody_tries_first(text, said):
    with pytest.raises(Refused) as refused:
        check_passphrase(text, about=ADA)
    assert [problem.code for problem in refused.value.problems] == [said]


def test_t6_twelve_characters_to_256_are_taken_and_kept_as_argon2id():
    for text in ("tern gravel7", "tern gravel violin " * 13, "Lindqvist tern gravel violin"):
        assert check_passphrase(text, about=ADA) == text
    assert hash_passphrase("tern gravel violin").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
