"""A teen is spoken to, not about."""

from tests.family import give_account


def test_a_teen_is_asked_about_their_own_day_and_a_parent_about_the_childs(family, as_person):
    give_account(family, "nora")
    assert (
        "How was your day?" in as_person("nora").get(f"/children/{family.nora}/log/check_in").text
    )
    asked = as_person("ada").get(f"/children/{family.nora}/log/check_in").text
    assert "How was the day for Nora?" in asked
    assert "How was your day?" not in asked
