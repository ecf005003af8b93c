"""Results over time: as printed, one unit to a line, gaps as gaps, no range and no colour."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from journal.entries import record
from journal.plans.clinic_figures import set_figure
from journal.records.children import Child
from journal.summary import lab_chart
from journal.summary.lab_series import lab_series
from journal.summary.trends import COUNTS, MUSCLE, trends
from journal.summary.window import Window
from journal.summary.words import day
from tests.family import NOW, change
from tests.summary.gathering import FIRST, NEW_YORK, TODAY, TUESDAYS, dose, log, printed, wall

DAY = timedelta(days=1)
YEAR = Window(from_on=TODAY - 364 * DAY, to_on=TODAY, zone=NEW_YORK)


def draw(family, on, *results, child="nora"):
    """A report of a day: results as (test, value, unit[, flag, low, high])."""
    names = ("test", "value", "unit", "flag", "low", "high")
    rows = [dict(zip(names, each, strict=False)) for each in results]
    return log(family, "draw", wall(on, "10:00"), child, results=rows)


def series_of(family, window=YEAR):
    with family.database.reading() as session:
        return lab_series(session, family.nora, window)


def trends_of(family, window=YEAR, only=None, beside=False):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        return trends(session, child, window, only=only, beside=beside, language="en", now=NOW)


def lines_of(svg):
    """The points of every line that joins results."""
    return [line.split() for line in re.findall(r'<polyline points="([^"]+)"', svg)]


@pytest.mark.parametrize(
    ("test", "first", "second"),
    [
        ("ck", ("52", "U/L"), ("0.87", "µkat/L")),
        ("creatinine", ("0.5", "mg/dL"), ("44", "µmol/L")),
        ("hemoglobin", ("12.1", "g/dL"), ("121", "g/L")),
        ("crp", ("0.4", "mg/dL"), ("4", "mg/L")),
    ],
)
def test_h13_results_in_two_units_never_share_a_line(family, test, first, second):
    for place, result in enumerate([first, second, first, second]):
        draw(family, TODAY - (80 - 20 * place) * DAY, (test, *result))
    found = trends_of(family).panels
    assert [each.unit for each in found] == sorted({first[1], second[1]})
    for panel in found:
        assert [len(line) for line in lines_of(panel.svg)] == [2]
        assert {row[1].rpartition(" ")[2] for row in panel.rows} == {panel.unit}
        assert "another unit" in panel.note


def test_another_spelling_of_a_unit_is_the_same_unit(family):
    draw(family, TODAY - 40 * DAY, ("2157-6", "52", "U/L"))
    draw(family, TODAY - 20 * DAY, ("CPK", "60", "IU/L"))
    (panel,) = trends_of(family).panels
    assert (panel.unit, [row[1] for row in panel.rows]) == ("U/L", ["60 IU/L", "52 U/L"])


def test_a_unit_the_test_does_not_have_stands_apart(family):
    draw(family, TODAY - 40 * DAY, ("some own test", "52", "U/L"))
    draw(family, TODAY - 20 * DAY, ("some own test", "60", "mg/L"))
    assert [each.unit for each in trends_of(family).panels] == ["U/L", "mg/L"]


def test_b18_what_is_no_number_is_a_mark_and_breaks_the_line(family):
    values = ("5.2", "4.1", "<0.6", "3.0", "2.2")
    for place, value in enumerate(values):
        draw(family, TODAY - (100 - 20 * place) * DAY, ("crp", value, "mg/L"))
    (panel,) = trends_of(family).panels
    assert [len(line) for line in lines_of(panel.svg)] == [2, 2]
    assert panel.svg.count("h0") == 4
    assert "&lt;0.6</text>" in panel.svg
    assert [row[1] for row in panel.rows] == [f"{value} mg/L" for value in reversed(values)]


def test_h29_what_could_not_be_counted_any_more_stands_above_the_plot(family):
    for place, value in enumerate((">22000", "900", "<20")):
        draw(family, TODAY - (100 - 20 * place) * DAY, ("ck", value, "U/L"))
    (panel,) = trends_of(family).panels
    texts = dict(re.findall(r' y="([0-9.]+)"[^>]*>(&[gl]t;[0-9]+)<', panel.svg))
    heights = {text: float(y) for y, text in texts.items()}
    assert heights["&gt;22000"] < 17 < heights["&lt;20"]
    plot = panel.svg.index('<g transform="translate(0 17)">')
    assert panel.svg.index("&gt;22000</text>") < plot < panel.svg.index("h0")


def test_texts_without_a_unit_stand_with_the_tests_only_unit(family):
    draw(family, TODAY - 40 * DAY, ("ferritin", "60", "ng/mL"))
    draw(family, TODAY - 20 * DAY, ("ferritin", "hemolysed"))
    (panel,) = trends_of(family).panels
    assert [row[1] for row in panel.rows] == ["hemolysed", "60 ng/mL"]


def test_a_long_gap_stays_a_gap(family):
    for days in (300, 280, 100, 80):
        draw(family, TODAY - days * DAY, ("ck", "50", "U/L"))
    (panel,) = trends_of(family).panels
    assert [len(line) for line in lines_of(panel.svg)] == [2, 2]


def test_h29_flag_and_range_are_the_reports_and_nothing_has_a_colour(family):
    draw(family, TODAY - 40 * DAY, ("ck", "320", "U/L", "H", "29", "168"))
    draw(family, TODAY - 20 * DAY, ("ck", "33000", "U/L"))
    (panel,) = trends_of(family).panels
    assert ">H</text>" in panel.svg
    assert panel.svg.count("fill-opacity") == 1
    assert panel.rows[1] == ("13 Oct 2026", "320 U/L", "H", "29 to 168")
    assert panel.rows[0][2:] == ("", "")
    assert not re.search(
        r"#[0-9a-f]{3}|rgb|oklch|red|green|(?:fill|stroke)=\"(?!none|currentColor)", panel.svg
    )


def test_the_table_has_the_same_numbers_as_the_plot(family):
    for place in range(12):
        draw(family, TODAY - 30 * place * DAY, ("alt", str(20 + place), "U/L"))
    (panel,) = trends_of(family).panels
    assert panel.svg.count("h0") == len(panel.rows) == 12


def test_a_deleted_report_and_another_childs_are_in_no_row(family):
    draw(family, TODAY - DAY, ("ck", "50", "U/L"), child="tom")
    gone = draw(family, TODAY - DAY, ("ck", "60", "U/L"))
    assert len(series_of(family)) == 1
    taken_out = change(family.nora, "draw", entry=gone, base=1, delete=True)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), taken_out, now=NOW).stored
    assert series_of(family) == []


def test_muscle_enzymes_stand_in_one_page_and_nothing_else(family):
    draw(family, TODAY - DAY, *((test, "50", "U/L") for test in (*MUSCLE, "ggt")))
    keys = [each.key for each in trends_of(family, only=MUSCLE).panels]
    assert sorted(keys) == sorted(MUSCLE)


def test_counts_stand_beside_fevers_infections_contacts_and_germs(family):
    draw(family, TODAY - 9 * DAY, ("anc", "1.2", "10*3/uL"), ("alc", "0.8", "10*3/uL"))
    until = wall(TODAY - 4 * DAY).isoformat()
    log(family, "infection", wall(TODAY - 8 * DAY), what="infection", name="cold", until=until)
    log(family, "infection", wall(TODAY - 7 * DAY), what="exposure", name="measles")
    log(family, "infection", wall(TODAY - 6 * DAY), what="germ", name="mrsa")
    log(family, "symptom", wall(TODAY - 5 * DAY), symptom="fever")
    found = trends_of(family, only=COUNTS, beside=True)
    assert [each.label for each in found.beside] == [
        "Fever, as the family wrote it",
        "Infections",
        "Contacts",
        "Germs found",
    ]
    assert found.beside[1].rows == (("14 Nov – 18 Nov 2026", "Cold"),)
    assert [each.key for each in found.panels] == ["anc", "alc"]


def test_an_infection_without_an_end_lasts_though_it_began_before(family):
    log(family, "infection", wall(TODAY - 400 * DAY), what="infection", name="cold")
    log(family, "infection", wall(TODAY - 400 * DAY), what="exposure", name="measles")
    log(family, "infection", wall(TODAY - 8 * DAY), what="infection", name="tummy_bug")
    (lane,) = trends_of(family, beside=True).beside
    assert [row[1] for row in lane.rows] == ["Cold", "Tummy bug"]
    assert [row[0].split()[0] for row in lane.rows] == ["since", "since"]
    lines = re.findall(r'M([0-9.]+) 5H([0-9.]+)"[^>]*stroke-dasharray', lane.svg)
    assert len({line[1] for line in lines}) == 1
    assert float(lines[0][0]) < 5 < 250 < float(lines[1][0])


def test_with_the_clinics_number_only_temperatures_that_reach_it_are_fevers(family):
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        ada = family.actor(session, "ada")
        set_figure(session, ada, child, "fever", Decimal("38.5"), "°C", told_by="Okafor", now=NOW)
    for days, value, unit in ((5, "38.4", "°C"), (4, "38.5", "°C"), (3, "101.3", "°F")):
        log(
            family,
            "measurement",
            wall(TODAY - days * DAY),
            what="temperature",
            value=value,
            unit=unit,
        )
    (lane,) = trends_of(family, beside=True).beside
    assert (
        lane.label.replace("\xa0", " ") == "Fever, written or from 38.5 °C on, the clinic's number"
    )
    assert [day for day, _read in lane.rows] == ["18 Nov 2026", "19 Nov 2026"]


def test_trends_and_the_page_for_the_clinic_have_the_same_days_with_a_fever(family):
    log(family, "symptom", wall(TODAY - 5 * DAY), symptom="fever")
    log(family, "infusion", wall(TODAY - 4 * DAY), product="Privigen", reaction=["Fever"])
    log(family, "measurement", wall(TODAY - 3 * DAY), what="temperature", value="38.9", unit="°C")
    for number in (None, "38.5"):
        if number:
            with family.database.transaction() as session:
                child, ada = session.get_one(Child, family.nora), family.actor(session, "ada")
                said = {"told_by": "Okafor", "now": NOW}
                set_figure(session, ada, child, "fever", Decimal(number), "°C", **said)
        (lane,) = trends_of(family, beside=True).beside
        page = printed(family)
        assert [on for on, _said in lane.rows] == [day(each.on, "en") for each in page.fevers]
        assert len(page.fevers) == (3 if number else 2)


def test_igg_says_how_long_after_immunoglobulin_it_was_drawn(family):
    draw(family, TODAY - 60 * DAY, ("igg", "7.1", "g/L"))
    log(family, "infusion", wall(TODAY - 40 * DAY), product="Privigen")
    log(family, "infusion", wall(TODAY - 20 * DAY), product="Remicade")
    draw(family, TODAY - 10 * DAY, ("igg", "12.4", "g/L"))
    (panel,) = trends_of(family).panels
    assert panel.head[-1] == "Since immunoglobulin"
    assert [row[-1] for row in panel.rows] == ["30 days", "none recorded in the year before"]
    assert "After an immunoglobulin infusion" in panel.note


def test_igg_of_the_morning_belongs_to_the_infusion_before(family):
    for days in (38, 10):
        log(family, "infusion", wall(TODAY - days * DAY, "11:00"), product="Privigen")
    draw(family, TODAY - 10 * DAY, ("igg", "7.1", "g/L"))
    (panel,) = trends_of(family).panels
    assert panel.rows[0][-1] == "28 days"


def test_igg_of_the_same_moment_as_the_infusion_says_that_nobody_knows(family):
    for days in (38, 10):
        log(family, "infusion", wall(TODAY - days * DAY, "10:00"), product="Privigen")
    draw(family, TODAY - 10 * DAY, ("igg", "7.1", "g/L"))
    (panel,) = trends_of(family).panels
    assert panel.rows[0][-1] == "the same moment: before it, 28 days"


def test_medicines_infusions_and_stays_stand_above_on_the_same_axis(family):
    methotrexate = family.medicine("Methotrexate", rhythm=TUESDAYS)
    family.medicine("Prednisolone", first_on=FIRST)
    family.medicine("Folic acid")
    dose(family, methotrexate, date(2026, 11, 17), slot="2026-11-17T18:00")
    log(family, "infusion", wall(TODAY - 9 * DAY), product="Privigen")
    admitted = wall(TODAY - 9 * DAY)
    log(family, "stay", admitted, hospital="Children's", admitted=admitted.isoformat())
    draw(family, TODAY - 9 * DAY, ("ck", "50", "U/L"))
    found = trends_of(family)
    assert [lane.label for lane in found.above] == [
        "Methotrexate, TUESDAYS",
        "Prednisolone",
        "Infusions",
        "In hospital",
    ]
    boxes = {
        re.search(r'viewBox="(\S+) \S+ (\S+) ', each.svg).groups()
        for each in (*found.above, *found.panels)
    }
    assert boxes == {("-34", "340")}


def test_a_plot_of_one_value_and_of_texts_alone_is_drawn(family):
    draw(family, TODAY, ("ck", "0", "U/L"), ("urine_protein", "trace"))
    first, second = trends_of(family).panels
    assert first.svg.count("h0") == 1
    assert "trace" in second.svg
    assert lab_chart.scale_of(series_of(family)[1].results) is None


def test_only_the_stretch_is_read(family):
    draw(family, TODAY - 365 * DAY, ("ck", "50", "U/L"))
    draw(family, TODAY + DAY, ("ck", "60", "U/L"))
    assert trends_of(family).panels == ()
