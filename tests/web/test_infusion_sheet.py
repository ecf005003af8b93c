"""The printed sheet of an infusion day: one page, and every word of it is the journal's."""

from datetime import datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from journal.clock import now
from journal.entries.record import record
from tests.family import ZONE, change
from tests.support.words import forbidden_in
from tests.web.test_card import words_of
from tests.web.test_infusion_plans import MONTHLY, infused, ordered, url
from tests.web.test_lab_plans import today


def paper(client, address, kind="a4") -> str:
    """The text of the one page."""
    reply = client.get(address, query_string={"paper": kind})
    assert reply.mimetype == "application/pdf"
    (page,) = PdfReader(BytesIO(reply.data)).pages
    return words_of(page.extract_text())


def tables(client, address, kind) -> list[int]:
    """How many rows each table of the page has, its head among them, as the tags of the PDF say."""
    reply = client.get(address, query_string={"paper": kind})
    root = PdfReader(BytesIO(reply.data)).trailer["/Root"]["/StructTreeRoot"]
    found = []

    def walk(one) -> int:
        one = one.get_object()
        if isinstance(one, list):
            return sum(walk(each) for each in one)
        if not isinstance(one, dict):
            return 0
        inside = walk(one["/K"]) if "/K" in one else 0
        if one.get("/S") == "/Table":
            found.append(inside)
            return 0
        return inside + (one.get("/S") == "/TR")

    walk(root)
    return found


@pytest.fixture
def ivig(family):
    return family.medicine("Privigen", "40", "g", rhythm=MONTHLY)


def test_the_plan_fills_the_sheet_on_both_papers_and_the_rest_stays_to_write(ada, family, ivig):
    cells = {f"ml_h-{n}": str(15 * (n + 1)) for n in range(8)}
    cells |= {f"minutes-{n}": "30" for n in range(7)}
    more = {"ask": "Which product\nHow do we drink", "access": "Port", **cells}
    ada.post(url(family, "medicines", ivig.id), data=ordered(**more))
    address = url(family, "medicines", ivig.id, "sheet.pdf")
    for kind in ("a4", "letter"):
        text = paper(ada, address, kind)
        for said in (
            "Nora", "Privigen 10 %", "40 g", "1.94 g/kg (rounded)", "20.6 kg",
            "105 30 52.5 mL", "120 until the end", "Paracetamol 300 mg 30 minutes before",
            "Which product", "Dr. Okafor", "Lot number", "Not watched by anyone",
            "24", "48", "72", "Stiff neck",
        ):  # fmt: skip
            assert said in text, (said, text)
        assert text.count("20.6") == 1
        assert not forbidden_in(text)
        rows = tables(ada, address, kind)
        # Lines to write on: six bottles in two halves, twelve of the day; each table has its head.
        assert rows[3:6] == [4, 4, 13]


def test_a_recorded_day_of_forty_five_checkpoints_fits_one_page(ada, family):
    row = infused(
        family, today(), amount="40", unit="g", weight_kg="20.6", lots=["LD1"], reaction=["Chills"]
    )
    seen = [{"what": "vitals", "pulse": 80 + n, "celsius": "37.1"} for n in range(38)]
    seen += [{"what": "bottle", "lot": f"LD{n}", "expires": "03/2028"} for n in (1, 2, 3)]
    seen += [{"what": "rate", "rate_ml_h": "60"}, {"what": "before", "text": "Cetirizine 5 mg"}]
    seen += [{"what": "reaction", "reaction": ["Headache"], "severity": 4, "done": "slowed down"}]
    seen += [{"what": "after", "hours": 24, "reaction": ["Stiff neck"]}]
    with family.database.transaction() as session:
        ben = family.actor(session, "ben")
        for one in seen:
            sent = change(family.nora, "checkpoint", infusion=str(row.entry), **one)
            assert record(session, ben, sent, now=now()).stored
    text = paper(ada, url(family, row.entry, "sheet.pdf"))
    for said in (
        "40 g", "1.94 g/kg (rounded)", "LD1 03/2028", "LD3 03/2028", "Cetirizine 5 mg",
        "Pulse 117", "Rate 60 mL/h", "Reaction: Headache 4", "slowed down", "24 Stiff neck",
        "Reactions Chills",
    ):  # fmt: skip
        assert said in text, (said, text)
    assert text.count("LD1") == 1


def test_an_empty_sheet_bears_the_name_and_no_figure_of_ours(ada, family):
    text = paper(ada, url(family, "sheet.pdf"), "letter")
    assert "Nora" in text
    assert "nothing recorded" in text
    assert "Vital signs" in text.title() or "vital signs" in text
    assert " mL/h" not in text.replace("mL/h minutes", "")


def test_an_empty_sheet_has_lines_for_six_bottles_and_twelve_looks(ada, family):
    for kind in ("a4", "letter"):
        rows = tables(ada, url(family, "sheet.pdf"), kind)
        assert rows[3:5] == [4, 4]
        assert rows[5] >= 13


def test_a_night_carries_its_day_and_what_was_given_says_when(ada, family):
    at = datetime.combine(today(), time(20), ZoneInfo(ZONE)) - timedelta(days=2)
    began = {"started": at.isoformat(), "ended": (at + timedelta(hours=9)).isoformat()}
    sent = change(family.nora, "infusion", made_at=at, product="Privigen", **began)
    marks = (
        (1, {"what": "before", "text": "Cetirizine 5 mg"}),
        (6, {"what": "vitals", "pulse": 98}),
        (7, {"what": "bottle", "lot": "LD9"}),
    )
    with family.database.transaction() as session:
        ada_ = family.actor(session, "ada")
        assert record(session, ada_, sent, now=now()).stored
        for hours, one in marks:
            moment = at + timedelta(hours=hours)
            seen = change(
                family.nora, "checkpoint", made_at=moment, infusion=str(sent.entry), **one
            )
            assert record(session, ada_, seen, now=now()).stored
    text = paper(ada, url(family, sent.entry, "sheet.pdf"))
    next_day = at + timedelta(days=1)
    night = f"{next_day:%a}"
    assert f"20:00 – {night} 05:00" in text, text
    assert "Cetirizine 5 mg 21:00" in text
    assert f"{night} 02:00 Pulse 98" in text
    assert f"LD9 {night} 03:00" in text


def test_another_family_has_no_sheet_of_it(as_person, family, ivig):
    row = infused(family, today(), amount="40", unit="g")
    for who, path in (("eve", ("sheet.pdf",)), ("eve", (row.entry, "sheet.pdf"))):
        assert as_person(who).get(url(family, *path)).status_code == 404
    # Without a plan it is the empty one.
    answer = as_person("ada").get(url(family, "medicines", ivig.id, "sheet.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
