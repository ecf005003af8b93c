"""T11, T38: whatever words a family's journal holds, a browser shows them as words.

Every text of the demo family's database that a person could have typed is replaced by one that
would be markup, script or an address if anything anywhere took it for that. Then every page is
opened, and again without signal.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import AutoString

from journal.exchange.demo_people import NORA
from journal.records.database import Database
from journal.records.tables import METADATA
from tests.exchange.demo_pages import app_of, pages
from tests.support import faulty, served
from tests.support.browser import ask, visit

pytestmark = pytest.mark.browser

RUN = "window.zq=1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title></textarea></select><script>{RUN}</script><zq-el>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}><zq-el></svg>",
    f"<svg><script href=data:,{RUN} /></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f'"><zq-el data-zq=1 onfocus={RUN} autofocus tabindex=0>',
    f"'><zq-el data-zq=1 onpointerenter={RUN}>",
    f'" data-zq="1" onmouseover="{RUN}" x="',
    f"' data-zq='1' onmouseover='{RUN}' x='",
    f"` data-zq=1 onmouseover={RUN} `",
    f"javascript:{RUN}",
    f"JaVaScRiPt&colon;{RUN}",
    f" \tjavascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"<a href='javascript:{RUN}'>look</a>",
    "<iframe srcdoc='<script>parent.zq=1</script>'><zq-el>",
    f"<object data='javascript:{RUN}'><embed src='javascript:{RUN}'>",
    "<base href='//zq.example/'><form action='//zq.example'><button>Save</button></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<link rel=stylesheet href='data:text/css,*{display:none}'><style>*{display:none}</style>",
    f"<details open ontoggle={RUN}><zq-el>",
    "<template><zq-el></template><zq-el>",
    "<!--><zq-el>-->",
    "<![CDATA[><zq-el>]]>",
    "&lt;zq-el&gt;&#60;zq-el&#62;<zq-el>",
    "{{ 7 * 191 }}{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}<zq-el>",
    "${7*191}#{7*191}<%= 7*191 %><zq-el>",
    "__proto__", "constructor", "toString", "hasOwnProperty", "form", "body", "location",
    "\u202e<zq-el>\u2066", "\\u003czq-el\\u003e", "%3Czq-el%3E", "+ADw-zq-el+AD4-",
    "]]></script><zq-el>", "</style><zq-el>", "-->'\"</noscript><zq-el>",
)  # fmt: skip
# What somebody types has a blank in it, or stands in a column of such a name.
TYPED = {
    "name", "label", "brand", "product", "whom", "text", "note", "place", "hospital", "ward",
    "lot", "reason", "told", "why", "ordered_by", "what_for", "source",
}  # fmt: skip
CODES = {"id", "email", "agent", "endpoint", "scope", "zone", "made_at", "at", "label_code"}
# Of a document: what only a word taken for markup can have made, and how often words are shown.
SEEN = """(page, words) => {
    const all = (what) => [...page.querySelectorAll(what)];
    const addresses = ['href', 'src', 'action', 'formaction', 'data'].flatMap(
        (name) => all(`[${name}]`).map((one) => one.getAttribute(name)));
    const text = page.body.textContent;
    return {
        shown: words.filter((word) => text.includes(word)).length,
        made: [
            ...(window.zq ? ['something ran'] : []),
            ...all('zq-el, [data-zq]').map((one) => one.outerHTML),
            ...addresses.filter((it) => /^\\s*(javascript|data):.*zq|zq\\.example/i.test(it)),
            ...(text.includes('1337') ? ['a template was worked out'] : []),
        ],
    };
}"""
FETCHED = f"([html, words]) => ({SEEN})(new DOMParser().parseFromString(html, 'text/html'), words)"
DRAWN = f"(words) => ({SEEN})(document, words)"
# Pages that scripts have a part in, or that a phone shows without signal.
WITH_SCRIPTS = (
    "today", "journal", "medicines", "trends", "summary", "card", "log/symptom", "log/dose",
    "evening", "waiting", "questions",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, demo_in) -> Iterator[tuple[Any, Any, list[str]]]:
    """The demo family's server with hostile words in every place, and its pages."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    told = demo_in(data)
    database = Database(f"sqlite:///{data / 'journal.sqlite3'}")
    assert _poison(database) > 1000
    app = app_of(type("Made", (), {"data": data, "database": database}))
    addresses = pages(app, NORA)
    database.close()
    server = served.start(data, JOURNAL_REMINDERS="worker")
    try:
        with faulty.between(server.port) as network:
            yield network, told.accounts[0], addresses
    finally:
        server.stop()


def _poison(database: Database) -> int:
    """Put a hostile word before every text that somebody typed; return into how many."""
    words, count = itertools.cycle(HOSTILE), 0
    with database.transaction() as session:
        for table in METADATA.sorted_tables:
            texts = [column for column in table.columns if _holds_text(column)]
            keys = list(table.primary_key.columns)
            if not texts:
                continue
            for row in session.execute(sa.select(*keys, *texts)).mappings().all():
                new = {one.name: _hostile(one.name, row[one.name], words) for one in texts}
                changed = {name: value for name, value in new.items() if value != row[name]}
                if changed:
                    here = sa.and_(*(key == row[key.name] for key in keys))
                    session.execute(sa.update(table).where(here).values(changed))
                    count += len(changed)
    return count


def _holds_text(column: sa.Column) -> bool:
    if column.primary_key or column.foreign_keys or column.name in CODES:
        return False
    return type(column.type) in (AutoString, sa.String, sa.Text, sa.JSON)


def _hostile(name: str, value: Any, words: Iterator[str]) -> Any:
    if isinstance(value, dict):
        return {key: _hostile(key, each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [_hostile(name, each, words) for each in value]
    if not isinstance(value, str) or not value or name in CODES:
        return value
    is_typed = name in TYPED or re.search(r"[A-Za-zäöü,.]\s", value)
    return f"{next(words)} {value}" if is_typed else value


def test_t11_t38_no_word_of_the_journal_becomes_a_part_of_a_page(hostile, new_phone):
    network, account, addresses = hostile
    phone = new_phone()
    dialogs: list[str] = []
    page = phone.new_page()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    visit(page, f"{network.url}/sign-in")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Passphrase").fill(account.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/today$"))
    said = [word.strip() for word in HOSTILE]
    shown, wrong = 0, {}
    for address in addresses:
        answer = page.request.get(network.url + address)
        assert answer.status < 500, address
        if answer.headers["content-type"].startswith("text/html"):
            found = ask(page, FETCHED, [answer.text(), said])
            shown += bool(found["shown"])
            wrong |= {address: found["made"]} if found["made"] else {}
    assert shown > 40
    for place in WITH_SCRIPTS:
        address = f"/children/{NORA}/{place}"
        visit(page, network.url + address)
        found = ask(page, DRAWN, said)
        wrong |= {f"drawn {address}": found["made"]} if found["made"] else {}
    assert not wrong, json.dumps(wrong, indent=1)[:4000]
    assert not dialogs
