"""Schemathesis asks the API all that its OpenAPI document allows, and much that it does not.

As Nora's mother and as her grandmother, who may look: no fault of ours, no answer that the document
does not have, nothing that somebody may not do. What it asks is thrown anew each time.
"""

import time
from collections import Counter
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from tests.web.by_the_document import STRANGE_NAMES, closed
from tests.web.matrix import CANARY, MAY, RULES, contents
from tests.web.test_keys import make, secret_on

# What the document allows may be refused by a rule: an amount is a text that is read later.
OUTSIDE = [checks.positive_data_acceptance]
# Takes a second each, and nothing but a child.
SLOW = {"pocket_pocket_get", "summary_as_pdf_get"}


class Asking:
    """One role with a key of its own, and what came of what was asked."""

    def __init__(self, app, family, victim, client, who):
        everybody = [str(family.nora), str(family.tom)]
        secret = secret_on(make(client, may="write", children=everybody))
        # Unpacked, so that what is answered can be read here.
        self.headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
        self.family, self.victim, self.who = family, victim, who
        schema = schemathesis.openapi.from_dict(
            closed(client.get("/api/v1/openapi.json").json), config=schemathesis.Config()
        )
        schema.app = app
        schema.config.generation.update(with_security_parameters=False)
        self.operations = [each.ok() for each in schema.get_all_operations()]
        rules = {key.replace(".", "_").replace(" ", "_").lower(): key for key in RULES}
        self.rules = {
            one.label: RULES[rules[one.definition.raw["operationId"]]] for one in self.operations
        }
        self.answers, self.wrong = Counter(), {}

    def ask_all(self, examples, until):
        for operation in self.operations:
            slow = operation.definition.raw["operationId"] in SLOW
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 1 if slow else 2]:
                if time.monotonic() < until:
                    self._ask(operation, mode, 1 if slow else examples)

    def _ask(self, operation, mode, examples):
        @settings(
            max_examples=examples,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=operation.as_strategy(generation_mode=mode),
            known=st.just(True) if mode is GenerationMode.POSITIVE else st.booleans(),
        )
        def ask(case, known):
            self._one(case, mode, known=known)

        # A route that takes nothing has nothing that could be wrong.
        with suppress(Unsatisfiable):
            ask()

    def _one(self, case, mode, *, known):
        """Ask it of the family's own rows, or of those that were thrown."""
        left_out = list(OUTSIDE)
        if known and not self._made_known(case):
            left_out.append(checks.negative_data_rejection)
        answer = case.call(headers=self.headers)
        label = case.operation.label
        self.answers[label, answer.status_code] += 1
        tells = CANARY.encode() in answer.content or answer.status_code < 300
        if tells and self.who not in MAY[self.rules[label]]:
            self.wrong[label, "is not theirs"] = answer.content[:300]
        try:
            case.validate_response(answer, headers=self.headers, excluded_checks=left_out)
        except FailureGroup as group:
            for fault in group.exceptions:
                self.wrong.setdefault((label, type(fault).__name__), f"{fault}"[:900])

    def _made_known(self, case):
        """Name the family's own rows in it. Is what was wrong about it wrong as before?"""
        named = {n: str(v) for n, v in self.victim.ids.items() if n in case.path_parameters}
        case.path_parameters.update(named)
        if isinstance(case.body, dict) and "person" in case.body:
            case.body["person"] = str(self.family.people[self.who])
            return False
        changed = getattr(case.meta.phase.data, "mutations", ())
        return all(one.parameter_location is not ParameterLocation.PATH for one in changed)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [60, pytest.param(600, marks=pytest.mark.nightly)])
def test_t1_t29_the_api_holds_to_its_document_whatever_is_asked(
    app, family, victim, as_person, seconds
):
    ends = time.monotonic() + seconds
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    app.config[STRANGE_NAMES] = True
    asking = {who: Asking(app, family, victim, as_person(who), who) for who in ("ada", "cleo")}
    before = contents(family)
    asking["cleo"].ask_all(2, float("inf"))
    assert contents(family)["entry"] == before["entry"]
    asking["ada"].ask_all(2, float("inf"))
    while time.monotonic() < ends:
        for one in asking.values():
            one.ask_all(10, ends)
    assert {who: one.wrong for who, one in asking.items()} == {"ada": {}, "cleo": {}}
    # Most are answered well: refusals alone would prove little.
    for one in asking.values():
        assert sum(n for (_label, status), n in one.answers.items() if status < 300) > 20
