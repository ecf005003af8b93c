"""Logging a vaccination: which, on which day, and what the card or the pack says of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _

from journal.care.knowledge.vaccines import Vaccine, find_vaccine
from journal.care.problems import N_, Problem
from journal.records.entries import Kind
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.vaccine_day import fill_day, read_day
from journal.web.vaccine_words import month_names, vaccine_names, vaccine_text, which_tiles

WORDS = ("lot", "product", "place", "site", "note")
WHICH = "vaccine_which"
NOBODY = "nobody"


class VaccinationForm(LogForm):
    """A name and a day are enough: an old card has no more."""

    what = "vaccination"
    kind = Kind.VACCINATION
    template = "vaccination.html"
    renamed: ClassVar = {
        "at": "at_on",
        "cvx": "vaccine",
        "day_only": "at_time",
        "day_known": "year",
    }

    def heading(self) -> str:
        return _("Vaccination")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        found = find_vaccine(asked.get("vaccine", ""))
        return {"vaccine": _(found.name)} if found else {}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        vaccine, cvx = read_vaccine(form)
        day = read_day(form, scene)
        said = {name: words_or_none(form, name) for name in WORDS}
        return [{**day.fields, "vaccine": vaccine, "cvx": cvx, **said}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        said = {name: fields.get(name) or "" for name in WORDS}
        # A code that came from elsewhere says more than the name does.
        typed = {"vaccine": vaccine_text(fields["vaccine"]), "cvx": fields.get("cvx") or ""}
        return {**fill_day(fields, scene), **typed, **said, "which": fields["vaccine"]}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        found = find_vaccine(form.get("vaccine"))
        which = which_tiles(found) if found else []
        return {
            "names": vaccine_names(),
            "which": which if len(which) > 1 else [],
            "months": month_names(),
        }


def read_vaccine(form: Form, mark: str = "") -> tuple[str, str | None]:
    """The vaccine of a form, or of its row `mark`, and its CVX code where the name means but one.

    A name that may mean a live vaccine is asked about: code vaccine_which. A phone that wrote
    offline cannot be asked: then it stays a record nobody knows of whether it was live.
    """
    typed, which = form.get(f"vaccine{mark}"), form.get(f"which{mark}")
    found = find_vaccine(typed) if typed else None
    if found is None:
        return typed, None
    meant = {id_ for id_, *_rest in which_tiles(found)}
    if len(meant) > 1:
        if which not in meant and form.get("slot_asked") != NOBODY:
            sentence = N_("Which one was it? Where nobody knows, say so.")
            form.fail(Problem(WHICH, f"which{mark}", sentence), f"which{mark}")
        return _coded(find_vaccine(which if which in meant else found.id) or found, typed, form)
    return _coded(found, typed, form)


def _coded(found: Vaccine, typed: str, form: Form) -> tuple[str, str | None]:
    codes = [one.code for one in found.cvx]
    kept = [one for one in codes if one in (form.get("cvx"), typed.zfill(2))]
    return found.id, next(iter(kept), codes[0] if len(codes) == 1 else None)
