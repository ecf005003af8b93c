"""Nobody is shown a link or a button that would tell them that they may not."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.web.matrix import MAY, RULES, ask, routes

LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
FORM = re.compile(r"<form ([^>]*)>")
OTHER_ACTION = re.compile(r'formaction="([^"]+)"')


def shown(page):
    """Each address of a page, with what follows a tap: GET or POST."""
    found = {(unescape(url), "GET") for url in LINK.findall(page)}
    for form in FORM.findall(page):
        action = re.search(r'action="([^"]*)"', form)
        method = "POST" if re.search(r'method="post"', form, re.I) else "GET"
        found |= {(unescape(action[1]), method)} if action else set()
    return found | {(unescape(url), "POST") for url in OTHER_ACTION.findall(page)}


def rule_of(app, url, method):
    """The rule of the route that this leads to, or None where it leads out of Sunhat."""
    parts = urlsplit(url)
    if parts.scheme or not parts.path.startswith("/"):
        return None
    try:
        endpoint, _values = app.url_map.bind("").match(parts.path, method)
    except HTTPException:
        return f"nothing at {url}"
    return RULES[f"{endpoint} {method}"]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["nora", "ben", "cleo"])
def test_t1_nobody_is_shown_what_they_may_not_do(app, family, victim, as_person, who):
    client, refused, asked = as_person(who), set(), {}
    for rule, method in sorted(routes(app), key=lambda each: each[0].rule):
        readable = method == "GET" and who in MAY[RULES[f"{rule.endpoint} GET"]]
        if not readable or rule.rule.startswith("/api/"):
            continue
        reply = ask(app, client, rule, method, victim)
        if reply.status_code != 200 or reply.mimetype != "text/html":
            continue
        for url, how in shown(reply.text):
            leads = rule_of(app, url, how)
            if leads is None or who in MAY.get(leads, set()):
                continue
            if (url, how) not in asked:
                # A teen may change what they wrote themselves: the rule speaks of everything else.
                asked[url, how] = client.open(url, method=how).status_code
            if asked[url, how] in {403, 404}:
                refused.add(f"{rule.rule} shows {how} {urlsplit(url).path}: {asked[url, how]}")
    assert sorted(refused) == []
