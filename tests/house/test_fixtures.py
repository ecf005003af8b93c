"""The databases and the phone that other tests stand on."""

import pytest
from sqlalchemy import create_engine, inspect, text


def test_a_fresh_database_is_empty_and_takes_a_table(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE dose (id INTEGER)"))
    engine.dispose()


@pytest.mark.browser
def test_a_phone_is_390_by_844_and_runs_scripts(page):
    page.set_content('<meta name="viewport" content="width=device-width"><h1>Today</h1>')
    assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]


@pytest.mark.browser
def test_a_phone_cannot_leave_this_machine(page):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    with pytest.raises(Exception, match="ERR_"):
        page.goto("http://192.0.2.1/", timeout=5000)
