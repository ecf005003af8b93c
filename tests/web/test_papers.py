"""The list of papers, each on the screen and as PDF."""

import pytest

from journal.web.papers import offered
from tests.summary.papers import flat

SHEETS = ("treatment", "vaccines", "pharmacy", "school", "infusions", "book")


def test_every_paper_says_what_it_is_for_and_can_be_had_on_both_papers(app, ada, family):
    page = ada.get(f"/children/{family.nora}/papers").text
    with app.test_request_context():
        every = offered()
    assert tuple(every) == SHEETS
    for sheet, one in every.items():
        assert one.purpose in flat(page).replace("&#39;", "’")
        for paper in ("a4", "letter"):
            address = f"/children/{family.nora}/papers/{sheet}.pdf?paper={paper}"
            assert address in page
            answer = ada.get(address)
            assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("sheet", SHEETS)
def test_h24_h40_a_paper_on_the_screen_says_whose_it_is_on_every_printed_page(ada, family, sheet):
    page = ada.get(f"/children/{family.nora}/papers/{sheet}").text
    foot = page.split('class="every-page"')[1].split("</p>")[0]
    for said in ("Nora", "born 3 May 2017", "Allergies:", "Family-recorded", "Not watched"):
        assert said in foot


def test_a_paper_nobody_knows_does_not_exist(ada, family):
    assert ada.get(f"/children/{family.nora}/papers/horoscope").status_code == 404
    assert ada.get(f"/children/{family.nora}/papers/horoscope.pdf").status_code == 404


def test_a_size_of_paper_nobody_has_is_refused(ada, family):
    url = f"/children/{family.nora}/papers/treatment.pdf?paper=a3"
    assert ada.get(url).status_code == 422


def test_without_a_pdf_the_screen_says_so_and_prints(ada, family):
    page = ada.get(f"/children/{family.nora}/papers/treatment?failed=1").text
    assert "The PDF could not be made." in page


@pytest.mark.parametrize("where", ["visit", "medicines"])
def test_papers_are_one_tap_away_from_the_visit_and_the_plan(ada, family, where):
    family.medicine()
    assert f"/children/{family.nora}/papers" in ada.get(f"/children/{family.nora}/{where}").text


def test_a_viewer_reads_papers(as_person, family):
    assert as_person("cleo").get(f"/children/{family.nora}/papers/treatment").status_code == 200


def test_school_hours_are_chosen_and_go_along_to_the_pdf(ada, family):
    url = f"/children/{family.nora}/papers/school"
    page = ada.get(f"{url}?begin=09:30&end=14:00").text
    assert "Given in school hours, 09:30 to 14:00" in page
    assert "school.pdf?paper=a4&amp;begin=09:30&amp;end=14:00" in page


@pytest.mark.parametrize(("begin", "end"), [("15:00", "08:00"), ("noon", "15:00")])
def test_hours_that_make_no_school_day_are_asked_for_again(ada, family, begin, end):
    answer = ada.get(f"/children/{family.nora}/papers/school?begin={begin}&end={end}")
    assert answer.status_code == 422
    assert f'value="{begin}"' in answer.text
    assert "Write when school begins and when it ends" in answer.text


def test_card_and_empty_infusion_sheet_are_among_the_papers(ada, family):
    page = ada.get(f"/children/{family.nora}/papers").text
    for place in ("card.pdf", "infusions/sheet.pdf"):
        for paper in ("a4", "letter"):
            address = f"/children/{family.nora}/{place}?paper={paper}"
            assert address in page
            assert ada.get(address).data[:5] == b"%PDF-"
