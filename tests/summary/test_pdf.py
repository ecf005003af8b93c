"""What stands on the paper."""

import json
import logging
import re
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from journal.summary.canonical import canonical, code
from journal.summary.page import (
    Changed,
    Fever,
    Missing,
    Page,
    Period,
    Reading,
    Subject,
    Symptom,
    Turn,
)
from journal.summary.pdf import Paper, PdfFailed, render_pdf
from journal.summary.press import Limits, Press
from tests.summary.conftest import Printed
from tests.summary.course import DAILY, FROM, IVIG, TO, TUESDAYS, celsius, medicine, rich

Print = Callable[..., Printed]
# One country for each script; Chinese, Japanese and Korean need fonts of the machine.
SCRIPTS = "ar_AA he_IL fa_IR hi_IN bn_BD ta_IN th_TH zh_CN ja_JP ko_KR hy_AM ka_GE vi_VN"
HOSTILE = '#read("/etc/passwd") *b* @ref #pagebreak() $x$ <label> [x] // no'


@pytest.mark.parametrize("paper", list(Paper))
def test_ninety_rich_days_fit_one_page(printed: Print, paper: Paper) -> None:
    assert len(printed(rich(), paper).pages) == 1


@pytest.mark.parametrize("paper", list(Paper))
def test_eighteen_months_fit_two_pages(printed: Print, paper: Paper) -> None:
    assert len(printed(eighteen_months(), paper).pages) <= 2


def test_h24_every_page_says_who_when_where_and_how_much(printed: Print) -> None:
    page = rich(medicines=rich().medicines * 6)
    sheets = printed(page).pages
    assert len(sheets) >= 2
    for number, text in enumerate(sheets, start=1):
        line = " ".join(text.split())
        for said in (
            "Nora Lindqvist",
            "born 3 May 2017",
            "25 Aug – 22 Nov 2026 · America/New_York",
            "made 22 Nov 2026 07:58",
            "1204 entries",
            code(page),
            "Family-recorded",
            f"page {number} of {len(sheets)}",
        ):
            assert said in line


def test_h40_every_page_says_that_nobody_watches_and_whom_to_call(printed: Print) -> None:
    for text in printed(rich(medicines=rich().medicines * 6)).pages:
        assert "Not watched by anyone. In an emergency call 911, then ward 4B" in text


def test_no_emergency_number_is_made_up(printed: Print) -> None:
    text = printed(rich(child=replace(rich().child, emergency=None))).text
    assert "call your local emergency number" in text


def test_h4_weekly_medicine_shouts_its_weekday_wherever_it_stands(printed: Print) -> None:
    text = printed(rich()).text
    assert "ONCE A WEEK, on TUESDAYS" in text
    for found in re.finditer("Methotrexate", text):
        assert "TUESDAYS" in text[found.start() : found.start() + 60]


def test_every_medicine_of_now_is_printed_with_amount_and_unit(printed: Print) -> None:
    text = printed(rich()).text.replace("\u00a0", " ")
    for each in ("Prednisolone 12.5 mg", "Calcium carbonate ½ tablet", "Vitamin D 1000 IU"):
        assert each in text


def test_h45_no_date_is_digits_alone(printed: Print) -> None:
    text = printed(rich()).text
    assert "1 Nov 2026" in text
    assert not re.search(r"\d{1,2}/\d{1,2}/\d{2,4}", text)


def test_no_amount_has_an_idle_nought_or_a_bare_point(printed: Print) -> None:
    text = printed(rich()).text
    assert not re.search(r"\d\.\d*0\b", text)
    assert not re.search(r"(?<!\d)\.\d", text)


def test_recorded_skipped_and_no_record_are_three_things(printed: Print) -> None:
    text = printed(rich()).text
    assert "86 of 90 1 2 1" in text  # recorded, refused, skipped, no record
    assert "No record: nobody wrote anything" in text
    assert "skipped: Dr. Okafor said so, vomiting 2" in text
    assert "%" not in text.replace("Privigen 10 %", "")


def test_h43_partly_vomited_and_refused_are_told_apart(printed: Print) -> None:
    text = printed(rich()).text
    assert "partly taken: 1 dose; vomited: 2 doses; given by the hospital: 4 doses" in text


def test_h23_a_silent_phone_is_named_on_the_page(printed: Print) -> None:
    silent = Missing(device="Dad's phone", last_seen_at=rich().made_at - timedelta(days=2))
    text = printed(rich(missing=(silent,))).text
    assert "May be missing entries from: Dad's phone, last heard from on 20 Nov 2026 07:58" in text


def test_infusions_carry_lots_reaction_and_grams_per_kg(printed: Print) -> None:
    text = printed(rich()).text.replace("\u00a0", " ")
    assert "1.98 g/kg on 24.2 kg (30 Sep)" in text
    assert "P100299001 headache, chills, rate slowed" in text


def test_silence_about_allergies_is_not_called_none(printed: Print) -> None:
    assert "Allergies: nothing recorded" in printed(rich(child=empty_child("Nora"))).text


def test_an_empty_journal_prints(printed: Print) -> None:
    page = Page(
        child=empty_child("Nora"), period=rich().period, made_at=rich().made_at, entry_ids=()
    )
    assert "0 entries" in printed(page).text


def test_what_does_not_fit_is_counted(printed: Print) -> None:
    turns = tuple(
        Changed(id="x", on=FROM + timedelta(days=n), medicine="Folic acid", turn=Turn.PAUSED)
        for n in range(22)
    )
    assert "and 12 more in the journal" in printed(rich(changes=turns)).text


def test_t14_markup_in_text_is_printed_as_it_is(printed: Print) -> None:
    child = replace(rich().child, name=HOSTILE, diagnosis=HOSTILE, emergency=HOSTILE)
    page = rich(
        child=child,
        questions=(HOSTILE,),
        medicines=(medicine(HOSTILE, "1", "mg", TUESDAYS, FROM, told=HOSTILE),),
        symptoms=(Symptom(name=HOSTILE, readings=(Reading(on=FROM, severity=4),)),),
    )
    text = printed(page).text
    assert text.count('#read("/etc/passwd") *b* @ref #pagebreak()') >= 5
    assert "root:" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e" + "\u0301" * 100_000, "é"),  # no tower of accents
        ("a" * 1_000_000, "a" * 50),  # cut
        ("\u202eNora\u202c", "Nora"),  # no line turned round
        ("No\x00ra", "No ra"),
        ("No\ud800ra", "No\ufffdra"),  # half a character
        ("<img src=file:///etc/passwd>", "<img src=file:///etc/passwd>"),
        ("</svg><script>", "</svg><script>"),
        ("Zoë Ångström-Łukasz", "Zoë Ångström-Łukasz"),
        ("Ελένη Иван", "Ελένη Иван"),
    ],
)
def test_f22_hostile_text_is_printed_within_seconds(printed: Print, text: str, shown: str) -> None:
    begun = time.monotonic()
    symptom = Symptom(name=text, readings=(Reading(on=FROM, severity=4),))
    page = rich(child=replace(rich().child, name=text), questions=(text,) * 50, symptoms=(symptom,))
    assert shown in printed(page).text.replace("e\u0301", "é")
    assert time.monotonic() - begun < 15


def test_f22_a_character_that_no_font_has_is_said_on_the_page_and_in_the_log(
    printed: Print, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Nora \U0001f9ff\U000e0041\u2fff"
    with caplog.at_level(logging.INFO):
        sheet = printed(rich(child=replace(rich().child, name=secret)))
    assert "Nora" in sheet.text
    assert len(caplog.records) == 1
    assert "Nora" not in caplog.text
    if "no font has" in caplog.text:
        assert "Some characters could not be printed" in sheet.text


class Stumbles(Press):
    """A press whose worker answers with words of the page."""

    def set(self, job: Mapping[str, object]) -> tuple[str, bytes]:
        return "e", b"unexpected Nora"


def test_f22_a_page_that_cannot_be_set_leaves_no_word_of_it_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(PdfFailed):
        render_pdf(rich(), paper=Paper.A4, language="en", by=Stumbles())
    assert len(caplog.records) == 1
    assert "Nora" not in caplog.text


def test_f22_ten_thousand_rows_are_bounded(printed: Print) -> None:
    page = rich(
        infusions=IVIG * 3000,
        fevers=(Fever(on=FROM),) * 10_000,
        questions=("x" * 10_000,) * 500,
        visits=rich().visits * 5000,
    )
    begun = time.monotonic()
    assert len(printed(page).pages) <= 3
    assert time.monotonic() - begun < 20


def test_f22_a_worker_that_overruns_is_ended_and_the_next_page_prints() -> None:
    hurried = Press(Limits(wall_seconds=0.02))
    with pytest.raises(PdfFailed):
        render_pdf(rich(), paper=Paper.A4, language="en", by=hurried)
    hurried.limits = Limits()
    assert render_pdf(rich(), paper=Paper.A4, language="en", by=hurried)[:5] == b"%PDF-"
    hurried.close()


def test_f22_a_worker_without_memory_fails_in_words() -> None:
    poor = Press(Limits(memory=60 << 20))
    with pytest.raises(PdfFailed):
        render_pdf(rich(), paper=Paper.A4, language="en", by=poor)
    poor.close()


def test_a_worker_that_went_to_rest_is_followed_by_another() -> None:
    tired = Press(Limits(idle_seconds=0))
    for _ in range(3):
        assert render_pdf(rich(), paper=Paper.A4, language="en", by=tired)[:5] == b"%PDF-"
    tired.close()


def test_the_pdf_is_pdf_ua_in_its_language_with_a_title(printed: Print) -> None:
    body = printed(rich()).body
    assert b"pdfuaid:part" in body
    assert b"/Lang" in body
    assert b"Treatment summary of Nora Lindqvist" in body


@pytest.mark.slow
def test_names_of_many_scripts_are_printed_as_stored(
    printed: Print, real_data: Path | None
) -> None:
    own = {"ar": ["نور الدّين"], "he": ["יצחק"], "hi": ["पद्मिनी"], "el": ["Ελένη"], "vi": ["Nguyễn"]}
    source = real_data / "text_images" / "names_faker.json" if real_data else None
    names = json.loads(source.read_text("utf-8")) if source else own
    for several in (names[place] for place in names if not source or place in SCRIPTS):
        page = rich(child=replace(rich().child, name=several[0]), questions=tuple(several[:5]))
        assert canonical(page)["child"]["name"] == several[0]
        assert len(printed(page).pages) == 1


def test_a_page_costs_little_cpu(press: Press) -> None:
    render_pdf(rich(), paper=Paper.A4, language="en", by=press)
    begun = time.process_time()
    for notes in range(5):
        render_pdf(rich(notes=notes), paper=Paper.A4, language="en", by=press)
    # Words and drawings here; the worker's share is measured by `make bench`.
    assert (time.process_time() - begun) / 5 < 0.15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


def empty_child(name: str) -> Subject:
    return Subject(name=name, born_on=date(2017, 5, 3))


def eighteen_months() -> Page:
    first = TO - timedelta(days=548)
    days = [first + timedelta(days=n) for n in range(549)]
    symptoms = tuple(
        Symptom(name=name, readings=tuple(Reading(on=on, severity=(on.day + n) % 9) for on in days))
        for n, name in enumerate(("Weakness", "Rash", "Tired", "Pain", "Stairs", "Itch", "Cough"))
    )
    return rich(
        period=Period(from_on=first, to_on=TO, zone="America/New_York"),
        symptoms=symptoms,
        infusions=tuple(replace(IVIG[n % 3], on=first + timedelta(days=28 * n)) for n in range(19)),
        fevers=tuple(Fever(on=on, reading=celsius("38.5", on)) for on in days[::30]),
        changes=rich().changes * 4,
        stays=rich().stays * 3,
        visits=rich().visits * 4,
        medicines=(*rich().medicines, medicine("Omeprazole", "10", "mg", DAILY, first)),
    )
