"""The list of papers, each on the screen and as PDF."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from journal.web.papers import offered
from tests.summary.papers import flat
from tests.web.daily import form_to, send

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


def test_school_hours_that_were_kept_are_offered_next_time_and_nobody_is_asked(
    ada, as_person, family
):
    url = f"/children/{family.nora}/papers/school"
    assert "<details open" in re.sub(r' class="[^"]*"', "", ada.get(url).text.split("<main")[1])
    kept = form_to(ada.get(url).text, "/school/hours")
    assert send(ada, kept, begin="14:00", end="09:30").location.endswith("begin=14:00&end=09:30")
    assert send(ada, kept, begin="09:30", end="14:00").status_code == 303
    page = ada.get(url).text.split("<main")[1]
    assert "Given in school hours, 09:30 to 14:00" in page
    assert "School hours, 09:30 to 14:00" in page
    assert "<details open" not in re.sub(r' class="[^"]*"', "", page)
    pdf = PdfReader(BytesIO(ada.get(f"{url}.pdf?paper=a4").data))
    # The paper itself, without hours in its address; another time for once changes nothing kept.
    assert "09:30 to 14:00" in " ".join(pdf.pages[0].extract_text().split())
    assert "10:00 to 14:00" in ada.get(f"{url}?begin=10:00").text
    cleo = as_person("cleo")
    assert "Keep these hours" not in cleo.get(url).text
    assert "09:30 to 14:00" in cleo.get(url).text
    assert cleo.post(f"{url}/hours", data={"begin": "07:00", "end": "15:00"}).status_code == 403


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
