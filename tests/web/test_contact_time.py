"""The clinic's own time after a contact stands before the source's (H27)."""

from tests.web.daily import form_to, send
from tests.web.test_infections import contact_page, logged


def test_h27_the_clinics_own_time_after_a_contact_stands_before_the_sources(family, as_person):
    ada = as_person("ada")
    entry = logged(ada, family, "exposure:chickenpox")
    page = contact_page(ada, family, entry).text
    form = form_to(page, "/time/chickenpox")
    place = f"/children/{family.nora}/today"
    for wrong in ({"value": "1.5"}, {"value": "96", "told_by": ""}, {"value": "0"}):
        assert (
            send(ada, form, **{"told_by": "Dr. Okafor", "unit": "hours", **wrong}).status_code
            == 303
        )
        assert "up to 10 days" in contact_page(ada, family, entry).text
    send(ada, form, value="96", unit="hours", told_by="Dr. Okafor")
    for shown in (contact_page(ada, family, entry).text, ada.get(place).text):
        assert "from Dr. Okafor: within 96 hours of the contact" in shown
        assert "Call the same day" in shown
        assert "up to 10 days" not in shown
    send(ada, form_to(contact_page(ada, family, entry).text, "/time/chickenpox"), what="end")
    assert "up to 10 days" in contact_page(ada, family, entry).text
    assert "/time/" not in contact_page(as_person("cleo"), family, entry).text
