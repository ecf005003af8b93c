"""The vaccine record and the list of infusions on paper, beside the database."""

from datetime import date, timedelta

from journal.summary.document import Document, Texts
from journal.summary.papers.infusion_list import infusion_list, infusion_paper
from journal.summary.papers.vaccine_record import vaccine_paper, vaccine_record
from tests.family import NOW, Family
from tests.summary.gathering import log, wall
from tests.summary.papers import flat, made, on_paper, table


def record_of(family: Family, child: str = "nora", waits: tuple[str, ...] = ()) -> Document:
    return made(
        family,
        lambda session, row: vaccine_paper(
            vaccine_record(session, row, now=NOW, waits=waits), "en"
        ),
        child,
    )


def infusions(family: Family, child: str = "nora") -> Document:
    return made(
        family,
        lambda session, row: infusion_paper(infusion_list(session, row, now=NOW), "en"),
        child,
    )


def test_every_vaccination_stands_there_with_all_that_was_written(family: Family, press) -> None:
    given = {
        "vaccine": "mmr", "cvx": "03", "product": "M-M-R II", "lot": "X-12", "site": "left arm",
    }  # fmt: skip
    log(family, "vaccination", wall(date(2018, 8, 7)), **given)
    log(family, "vaccination", wall(date(2017, 8, 1)), vaccine="Own name")
    document = record_of(family)
    first, second = table(document, "Given")
    assert first[:3] == ("1 Aug 2017", "Own name", "not written")
    assert second == ("7 Aug 2018", "Measles, mumps and rubella (MMR)", "03", "M-M-R II", "X-12",
                      "left arm")  # fmt: skip
    text = flat(on_paper(document, press).text)
    for cell in second:
        assert cell in text
    assert document.period.startswith("1 Aug 2017")


def test_a_day_that_nobody_knows_is_printed_as_what_is_known_of_it(family: Family, press) -> None:
    moment = wall(date(2019, 12, 31))
    for vaccine, known in (("hpv", "nothing"), ("mmr", "year"), ("varicella", "month")):
        log(family, "vaccination", moment, vaccine=vaccine, day_known=known)
    log(family, "vaccination", wall(date(2020, 2, 3)), vaccine="hepb", day_only=True)
    document = record_of(family)
    assert sorted(row[0] for row in table(document, "Given")[:2]) == [
        "2019, day not known", "Dec 2019, day not known",
    ]  # fmt: skip
    assert [row[0] for row in table(document, "Given")[2:]] == ["3 Feb 2020", "date not known"]
    text = flat(on_paper(document, press).text)
    assert "2019, day not known" in text
    assert "31 Dec 2019" not in text.split("Given")[-1]


def test_h26_what_waits_is_said_as_the_page_says_it_and_asks_the_team(family: Family) -> None:
    document = record_of(family, waits=("MMR: a source names 3 Apr 2027",))
    (waits,) = [each for each in document.parts if each.heading.startswith("What waits")]
    assert isinstance(waits, Texts)
    assert waits.texts == ("MMR: a source names 3 Apr 2027",)
    assert "Ask your team" in waits.note


def test_antibodies_stand_as_printed(family: Family) -> None:
    result = {"test": "measles_igg", "value": ">300", "unit": "AU/mL"}
    log(family, "draw", wall(date(2026, 3, 1)), results=[result])
    ((day, test, value),) = table(record_of(family), "Antibodies, as printed by the laboratory")
    assert (day, value) == ("1 Mar 2026", ">300 AU/mL")
    assert "easles" in test


def test_all_infusions_of_ten_years_stand_on_the_list_with_every_lot(family: Family, press) -> None:
    for n in range(130):
        at = wall(date(2016, 12, 1) + timedelta(days=28 * n))
        log(family, "infusion", at, product="Privigen", amount="48", unit="g", lots=[f"LD{n:03}X"])
    document = infusions(family)
    pages = on_paper(document, press).pages
    text = " ".join(pages)
    assert all(f"LD{n:03}X" in text for n in range(130))
    assert document.intro == "130 infusions recorded."
    assert all("lots" in page for page in pages)  # the head of the table stands on every page


def test_infusions_without_a_lot_are_counted(family: Family) -> None:
    log(family, "infusion", wall(date(2026, 11, 5)), product="Privigen")
    assert "of 1 no lot is recorded" in infusions(family).intro


def test_two_children_share_no_vaccine_and_no_lot(family: Family) -> None:
    log(family, "vaccination", wall(date(2018, 8, 7)), child="tom", vaccine="mmr", lot="TOM-1")
    log(family, "infusion", wall(date(2026, 11, 5)), child="tom", product="Topaz", lots=["TOM-2"])
    assert "TOM-" not in str(record_of(family)) + str(infusions(family))
    assert "TOM-1" in str(record_of(family, "tom"))
    assert "TOM-2" in str(infusions(family, "tom"))
