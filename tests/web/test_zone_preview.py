"""What is shown before a child's clock moves: few lines, in words (H12)."""

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from journal.records.medicines import DosePlan
from journal.web.zone_preview import time_text


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (7.5, "7 hours 30 minutes"),
        (1, "1 hour"),
        (0.25, "15 minutes"),
        (0, "0 minutes"),
        (24, "24 hours"),
        (47, "47 hours"),
        (48, "2 days"),
        (222, "9 days 6 hours"),
        (222.5, "9 days 6 hours"),
        (169, "7 days 1 hour"),
    ],
)
def test_h12_a_gap_is_said_in_days_and_hours(app, hours, said):
    with app.test_request_context():
        assert time_text(timedelta(hours=hours)) == said


def looked_at(ada, family, zone="Australia/Sydney"):
    page = ada.post(f"/children/{family.nora}/zone", data={"zone": zone})
    assert page.status_code == 200
    main = re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") :])
    return " ".join(html.unescape(main).split())


def test_h12_all_that_is_due_at_one_time_stands_in_one_line(as_person, family):
    for name in ("Prednisolone", "Calcium", "Iron"):
        family.medicine(name, "5", rhythm={"every": "day", "times": ["08:00"]})
    page = looked_at(as_person("ada"), family)
    assert page.count("Calcium 5 mg, Iron 5 mg, Prednisolone 5 mg") == 2
    assert "with the time in New York below" in page


def test_h12_a_plan_that_cannot_be_read_is_named_and_hides_no_other(as_person, family):
    family.medicine("Calcium", "5")
    broken = family.medicine("Prednisolone", "5")
    with family.database.transaction() as session:
        damaged = sa.update(DosePlan).where(col(DosePlan.medicine_id) == broken.id)
        session.execute(damaged.values(rhythm={"every": "blue moon"}))
    page = looked_at(as_person("ada"), family)
    assert "Can't tell Prednisolone: its plan cannot be read here." in page
    assert "Calcium 5 mg" in page
