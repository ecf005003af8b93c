"""The end of an infusion in one short form, and the button of the rate that runs."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from journal.clock import now
from journal.records.kinds.infusion import InfusionRow
from tests.family import ZONE
from tests.web.test_infusion_day import infusion, plan, screen, write

__all__ = ["infusion", "write"]


def test_the_end_is_one_short_form_that_leaves_the_rest_and_leads_to_the_day(family, ada, write):
    at = now() - timedelta(hours=4)
    told = {
        "lots": ["A1", "B2"],
        "premedication": ["Antihistamine", "Song"],
        "reaction": ["Chills"],
    }
    more = {"amount": "30", "unit": "g", "weight_kg": "20", "volume_ml": "300", "attempts": 2}
    began = {"started": at.isoformat(), "place": "Day ward", "access": "left hand"}
    infusion = write("infusion", at=at, product="Privigen", **told, **more, **began)
    page = screen(ada, family, infusion)
    (url,) = re.findall(r'href="([^"]*end=now)"', page)
    form = ada.get(url).text
    for asked in ("Given before", "Which product", "Lot numbers"):
        assert asked not in form
    fields = _fields(form)
    assert fields["ended_on"], "the end means now"
    wrong = ada.post(url.partition("?")[0], data=fields | {"ended_time": "25:99"})
    assert wrong.status_code == 422
    assert "Given before" not in wrong.text
    again = _fields(wrong.text) | {"ended_time": fields["ended_time"], "note": "She slept"}
    saved = ada.post(url.partition("?")[0], data=again)
    assert saved.location.endswith(f"/infusions/{infusion}")
    page = screen(ada, family, infusion)
    assert "So far" not in page
    assert "What happened" in page
    with family.database.reading() as session:
        row = session.get_one(InfusionRow, infusion)
        assert abs(row.ended - now()) < timedelta(minutes=2)
        assert (row.note, row.lots, row.reaction) == ("She slept", told["lots"], ["Chills"])
        assert (row.premedication, row.attempts) == (told["premedication"], 2)
        assert (row.amount, row.weight_kg, row.access) == (30, 20, "left hand")


def test_an_infusion_that_ended_in_the_minute_it_began_is_taken(family, ada, write):
    at = now().replace(second=41, microsecond=7) - timedelta(minutes=2)
    infusion = write("infusion", at=at, product="Privigen", started=at.isoformat())
    (url,) = re.findall(r'href="([^"]*end=now)"', screen(ada, family, infusion))
    fields = _fields(ada.get(url).text)
    began = at.astimezone(ZoneInfo(ZONE))
    ended = {"ended_on": f"{began:%Y-%m-%d}", "ended_time": f"{began:%H:%M}"}
    earlier = {"ended_time": f"{began - timedelta(minutes=1):%H:%M}"}
    refused = ada.post(url.partition("?")[0], data=fields | ended | earlier)
    assert refused.status_code == 422
    assert "The end is before the start. Check both." in refused.text
    assert ada.post(url.partition("?")[0], data=fields | ended).status_code == 303
    with family.database.reading() as session:
        assert session.get_one(InfusionRow, infusion).ended == at.replace(second=0, microsecond=0)


def test_the_button_of_the_rate_that_runs_is_marked_by_a_sign_too(family, ada, infusion, write):
    plan(family)
    marked = r'<button[^>]*aria-current="true"[^>]*><svg.*?</svg><span>(.*?)</span>'
    assert re.findall(marked, screen(ada, family, infusion)) == []
    at = now() - timedelta(minutes=9)
    write("checkpoint", at=at, infusion=str(infusion), what="rate", rate_ml_h="60")
    assert re.findall(marked, screen(ada, family, infusion)) == ["60 mL/h"]
    write("checkpoint", at=now(), infusion=str(infusion), what="pause")
    assert re.findall(marked, screen(ada, family, infusion)) == []


def _fields(page):
    """What a browser would send of the log form."""
    form = re.search(r'id="log-form".*?</form>', page, re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{one}="([^"]*)"', tag) for one in ("name", "value"))
        if name and 'type="file"' not in tag:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    note = re.search(r'<textarea[^>]*name="note"[^>]*>([^<]*)', form)
    found["note"] = note[1]
    return {name: one[0] if len(one) == 1 else one for name, one in found.items()}
