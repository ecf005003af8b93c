"""Ways to fill in, look at and keep a taper, for the tests of its pages."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from sqlmodel import select

from journal.clock import now
from journal.plans.tapers import running_taper
from journal.records.medicines import DosePlan, Medicine
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()


def day(number):
    """So many days from today, as a form sends it."""
    return (TODAY + timedelta(days=number)).isoformat()


def plans(family):
    with family.database.reading() as session:
        return session.exec(select(DosePlan).order_by(DosePlan.made_at, DosePlan.first_on)).all()


def running(family, medicine):
    with family.database.reading() as session:
        return running_taper(session, session.get_one(Medicine, medicine.id), on=TODAY)


def steps(family, medicine):
    return [
        ((one.first_on - TODAY).days, str(one.amount)) for one in running(family, medicine).steps
    ]


def rows(*typed, **more):
    """The form's rows: (day, amount), each."""
    filled = {"rows": str(len(typed))}
    for number, (first, amount) in enumerate(typed):
        filled |= {f"from_{number}": day(first), f"amount_{number}": amount}
    return filled | more


def kept(client, url, data):
    """Post a form, look at the check page, and keep it as a person would; return what was seen."""
    page = client.post(url, data=data)
    assert page.status_code == 200, unescape(page.text)
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    assert client.post(url, data={**data, "seen": seen}).status_code == 303
    return unescape(page.text)


def started(ada, url):
    """10 mg from today, 7 from day 4, 5 from day 7 to day 10, then nothing."""
    typed = rows((0, "10"), (4, "7"), (7, "5"), then="stop", until=day(10))
    return kept(ada, f"{url}/taper", typed)
