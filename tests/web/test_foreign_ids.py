"""T1, B27, B28: ids of another family, or of another child, inside what is sent for one's own.

Eve owns another household and knows every id of Nora's. What she sends for Mia with them is
answered as if nobody had them, changes nothing of Nora's, and shows her nothing afterwards. Tom is
Nora's brother: Ada sees both, and what is his still does not come into Nora's journal.
"""

import io
import re
import uuid
import zipfile
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask import url_for
from pypdf import PdfReader

from journal.clock import now
from journal.records.access import actor_for
from journal.records.bound import BOUND, NAMED
from journal.records.scope import scope_of
from journal.records.tables import METADATA
from journal.web.log.kinds import FORMS
from tests.web.conftest import ON_BOTH
from tests.web.lived_in import lived_in
from tests.web.matrix import CANARY, RULES, routes
from tests.web.syncing import change, fresh

MINE, HIS = uuid.UUID(int=0x0199BBBB << 96), uuid.UUID(int=0x0199CCCC << 96)
ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
AT = {"at": now().isoformat()}
ON_ITS_WAY = str(uuid.UUID(int=0x0199DDDD << 96))
# The kind, the field that names something, what it names in lived_in.py, and the other fields.
NAMING = {
    "dose medicine": ("medicine_id", {"outcome": "given", "amount": "5", "unit": "mg"}),
    "symptom medicine": ("medicine_id", {"symptom": "fatigue", "severity": 4}),
    "infusion medicine": ("medicine_id", {"product": "Privigen"}),
    "review medicine": ("medicine_id", {"stay": ON_ITS_WAY, "decision": "continues"}),
    "review stay": ("infusion_id", {"decision": "new", "name": "Folic acid"}),
    "stay_note stay": ("infusion_id", {"what": "pending", "text": "Swab", "by": "Dr. Lim"}),
    "question stay": ("infusion_id", {"text": "When?"}),
    "checkpoint infusion": ("infusion_id", {"what": "rate", "rate_ml_h": "62.5"}),
    "visit preparation": ("preparation_id", {"told": "Drink more."}),
    "response questionnaire": ("questionnaire_id", {"answers": {"a": ["x"]}}),
    "note photos": ("photo_id", {"note": "Look."}),
}
REFUSED = {"dose medicine", "symptom medicine", "infusion medicine", "review medicine"}
REFUSED |= {"response questionnaire"}


@pytest.fixture
def noras(family, settings):
    return lived_in(family, settings.data, diarist="ada", word=CANARY)


@pytest.fixture
def mias(family, settings):
    more = {"child": "mia", "by": "eve", "diarist": "eve"}
    return lived_in(family, settings.data, word="birke", photo=MINE, **more)


@pytest.fixture
def toms(family, settings):
    more = {"child": "tom", "by": "ada", "diarist": "ada"}
    return lived_in(family, settings.data, word="tomtom", photo=HIS, **more)


def journal_of(family, who):
    """Every row that this person's scope holds."""
    with family.database.reading() as session:
        scope = scope_of(session, actor_for(session, family.people[who]))
    with family.database.reading(scope=scope) as session:
        return {
            name: sorted(map(repr, session.execute(sa.select(METADATA.tables[name]))))
            for name in BOUND
            if BOUND[name].to != "account"
        }


def naming(family, child, what, named):
    kind, field = what.split()
    value = [str(named)] if field == "photos" else str(named)
    return change(family, kind, child=child, fields={**AT, **NAMING[what][1], field: value})


def plain(said):
    """The same whatever ids it names."""
    return ID.sub("id", str(said))


@pytest.mark.parametrize("what", NAMING)
def test_t1_b27_a_change_that_names_noras_is_answered_as_one_that_names_nothing(
    family, sync, noras, what
):
    before, mia = journal_of(family, "ada"), family.children["mia"]
    told = [
        sync(naming(family, mia, what, named), who="eve").json["results"]
        for named in (noras[NAMING[what][0]], uuid.uuid4())
    ]
    assert plain(told[0]) == plain(told[1])
    assert (told[0][0]["status"] == "rejected") == (what in REFUSED)
    assert CANARY not in str(told)
    assert journal_of(family, "ada") == before


@pytest.mark.parametrize("what", sorted(NAMING.keys() - {"response questionnaire"}))
def test_b28_h16_a_change_for_nora_that_names_toms_is_refused(family, sync, toms, what):
    before = {name: journal_of(family, "ada")[name] for name in ("entry", "photo")}
    sent = naming(family, family.nora, what, toms[NAMING[what][0]])
    (told,) = sync(sent, who="ada").json["results"]
    assert told["status"] == "rejected"
    assert {name: journal_of(family, "ada")[name] for name in before} == before


@pytest.mark.parametrize("part", ["id", "entry", "base"])
def test_t1_b27_noras_id_around_a_change_of_mia_writes_nothing_of_noras(family, sync, noras, part):
    before, mia = journal_of(family, "ada"), family.children["mia"]
    note = {**AT, "note": "mine"}
    sent = change(family, "note", child=mia, fields=note, **{part: str(noras["entry_id"])})
    reply = sync(sent, who="eve")
    assert reply.status_code == 200
    assert CANARY not in reply.text
    assert journal_of(family, "ada") == before


class Forms(HTMLParser):
    """The forms of a page that send something: where to, and every name and value in them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.form = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.form, self.select = [], None
            if said.get("method", "").lower() == "post":
                self.found.append((said.get("action") or "", self.form))
        elif self.form is not None and tag == "select":
            self.select = said.get("name")
        elif self.form is not None and tag == "option":
            self.form.append((self.select or "", said.get("value") or "", "option"))
        elif self.form is not None and said.get("name"):
            self.form.append((said["name"], said.get("value") or "", said.get("type", tag)))


def pages_of(app, ids):
    """The address of every page that somebody may open of these rows, with every form."""
    named = {name: ids[f"{row}_id"] for name, row in BESIDE.items()}
    for rule, method in sorted(routes(app), key=lambda each: each[0].rule):
        by_secret = {"token"} & rule.arguments or RULES[f"{rule.endpoint} {method}"] == "public"
        if method == "GET" and not by_secret and rule.arguments <= ids.keys():
            values = {name: ids[name] for name in rule.arguments}
            for what in FORMS if "what" in values else [None]:
                with app.test_request_context():
                    yield url_for(rule.endpoint, **values | ({"what": what} if what else {}))
                    if what:
                        yield url_for(rule.endpoint, **values | {"what": what}, **named)


# What the address of a form may name.
BESIDE = {
    "infusion": "infusion",
    "stay": "infusion",
    "questionnaire": "questionnaire",
    "medicine": "medicine",
    "room": "preparation",
}


def forms_of(app, client, ids):
    """Each form once, with the pages of these rows, as it would be sent and all it offers."""
    found = {}
    for url in pages_of(app, ids):
        reply = client.get(url)
        if reply.mimetype == "text/html" and reply.status_code == 200:
            for action, fields in Forms(reply.text).found:
                found.setdefault((action or url, frozenset(each[0] for each in fields)), fields)
    for (action, _names), fields in sorted(found.items(), key=lambda each: each[0][0]):
        yield action, fields


def filled(fields):
    """One value for each field, something in each that is empty; no button is pressed."""
    sent = {}
    for name, value, kind in fields:
        if kind not in {"submit", "button", "file", "checkbox"}:
            sent.setdefault(name, value or ("" if kind in {"option", "hidden"} else "5"))
    return sent


def variants(fields, own, others):
    """The form with one of the own ids at a time replaced, wherever it stands in it."""
    for key, mine in own.items():
        for spelled in (str(mine), getattr(mine, "hex", str(mine))):
            for name, value, _kind in fields:
                if len(spelled) > 20 and (spelled in name or spelled in value):
                    body = {**filled(fields), name: value}
                    yield (
                        key,
                        [
                            {n.replace(spelled, o): v.replace(spelled, o) for n, v in body.items()}
                            for o in (str(others[key]), str(uuid.uuid4()))
                        ],
                    )


@ON_BOTH
def test_t1_b27_no_form_of_eves_takes_an_id_of_noras(app, family, as_person, noras, mias):
    eve, tried, wrong = as_person("eve"), 0, []
    before, forms = journal_of(family, "ada"), list(forms_of(app, eve, mias))
    own = {key: value for key, value in mias.items() if key in noras and value != noras[key]}
    for action, fields in forms:
        if "sign" in action or "remove" in action:
            continue
        for key, (theirs, nobodys) in variants(fields, own, noras):
            # Of its own entry each: the same change with another content is another thing.
            replies = [
                eve.post(
                    action, data={**body, **{n: fresh() for n in {"change", "entry"} & body.keys()}}
                )
                for body in (nobodys, theirs)
            ]
            tried += 1
            if replies[0].status_code != replies[1].status_code:
                wrong.append(f"{key} in {action}: {[each.status_code for each in replies]}")
            if CANARY in replies[1].text.lower() or "nora" in replies[1].text.lower():
                wrong.append(f"{key} in {action} tells")
    assert tried > 10
    assert journal_of(family, "ada") == before
    assert wrong == []
    assert crossings(family) == []
    for url in pages_of(app, mias):
        told = words_of(eve.get(url).data)
        assert CANARY not in told, url
        assert "nora" not in told, url


def test_b28_h16_no_form_of_noras_takes_an_id_of_toms(app, family, ada, noras, toms):
    tried, forms = 0, list(forms_of(app, ada, noras))
    own = {key: value for key, value in noras.items() if key in toms and value != toms[key]}
    for action, fields in forms:
        if not action.startswith(f"/children/{family.nora}/"):
            continue
        for key, (theirs, _nobodys) in variants(fields, own, toms):
            # A questionnaire is the household's.
            if key not in {"child_id", "questionnaire_id"}:
                reply = ada.post(action, data=theirs)
                tried += 1
                assert reply.status_code < 500, (action, key)
                assert "tomtom" not in reply.text, (action, key)
    assert tried > 10
    assert crossings(family) == []


def words_of(data):
    """What an answer says, the files of a zip too."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return " ".join(words_of(opened.read(name)) for name in opened.namelist())
    if data.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).lower()
    return data.decode(errors="replace").lower()


def crossings(family):
    """The rows that name what is another child's, or another household's."""
    found = []
    with family.database.reading() as session:
        for name, names in NAMED:
            here, there = METADATA.tables[name], METADATA.tables[names.table].alias()
            apart = sa.and_(
                here.c[names.column] == there.c.id, here.c[names.alike] != there.c[names.alike]
            )
            if session.execute(sa.select(here).join(there, apart)).first():
                found.append(f"{name}.{names.column}")
    return found
