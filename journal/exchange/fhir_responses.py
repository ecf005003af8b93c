"""Answers as a FHIR QuestionnaireResponse (R4), with what the questionnaire's own rules work out.

https://hl7.org/fhir/R4/questionnaireresponse.html. A rule is FHIRPath of the file; it is worked out
only when every question it needs was answered (H31), and what cannot be worked out is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from journal.care.fhir_answers import WEIGHTS, value_of, weight_in
from journal.care.questionnaires import Answers, Question, Questionnaire, is_asked

NAMED = re.compile(r"linkId\s*=\s*'([^']*)'")
_ONE = r"linkId\s*=\s*'[^']*'"
_ITEMS = r"(?:item|descendants\(\)|children\(\)|repeat\(\s*item\s*\))"
# Items of which a rule takes those of these names alone.
CHOSEN = re.compile(rf"{_ITEMS}\s*\.\s*where\(\s*{_ONE}(?:\s+(?:or|and)\s+{_ONE})*\s*\)")
# Items of the whole response, and names that are compared in another way.
ANY = re.compile(
    r"(?:(?<![\w.])|(?:%(\w+)|\$this|QuestionnaireResponse)\s*\.\s*)"
    r"(?:item|descendants|children|repeat)\b|linkId\b(?!\s*=\s*')"
)
VARIABLE = re.compile(r"%(\w+)")
COUNTED = ("choice", "open-choice", "boolean", "integer", "decimal", "quantity")
Json = dict[str, Any]


def totals(form: Questionnaire, answers: Answers) -> dict[str, Decimal | None]:
    """Return by link id what each rule of the file works out, None where nothing can be (H31)."""
    calculated = [each for each in form.all() if each.expression]
    if not calculated:
        return {}
    items = _items(form, form.items_, answers, None)
    plain = {"resourceType": "QuestionnaireResponse", "item": items}
    return {
        each.link: _worked_out(form, each.expression, plain)
        if _is_whole(form, each.expression, answers)
        else None
        for each in calculated
    }


def response_of(
    form: Questionnaire, answers: Answers, *, authored: datetime, zone: ZoneInfo
) -> Json:
    """Return the response as JSON: names nobody, and no server. authored: aware."""
    found: Json = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    if form.url:
        found["questionnaire"] = f"{form.url}|{form.version}" if form.version else form.url
    found["authored"] = authored.astimezone(zone).isoformat(timespec="seconds")
    found["item"] = _items(form, form.items_, answers, totals(form, answers))
    plain: Json = _plain(found, zone)
    return plain


def _items(
    form: Questionnaire,
    items: Sequence[Question],
    answers: Answers,
    worked_out: Mapping[str, Decimal | None] | None,
) -> list[Json]:
    """The answers by question. worked_out: None while a rule is worked out, which weighs them."""
    found = []
    for question in items:
        parts = _items(form, question.items_, answers, worked_out)
        asked = is_asked(form, question, answers)
        said = list(_said(question, answers, worked_out)) if asked else []
        if not parts and not said:
            continue
        item: Json = {"linkId": question.link}
        if question.text:
            item["text"] = question.text
        if question.type == "group":
            item["item"] = parts
        else:
            item["answer"] = said
            if parts and said:
                said[0]["item"] = parts
        if item.get("item") or item.get("answer"):
            found.append(item)
    return found


def _said(
    question: Question, answers: Answers, worked_out: Mapping[str, Decimal | None] | None
) -> Iterator[Json]:
    total = (worked_out or {}).get(question.link)
    if total is not None:
        unit = {"unit": question.unit} if question.unit else {}
        match question.type:
            case "quantity":
                yield {"valueQuantity": {"value": total, **unit}}
            case "integer":
                # Half a point less would be another total: one that is not whole is left out.
                if total == total.to_integral_value():
                    yield {"valueInteger": int(total)}
            case _:
                yield {"valueDecimal": total}
    for each in answers.get(question.link, ()) if question.asked else ():
        key, value = value_of(question.type, question.options, each)
        if key == "valueQuantity" and question.unit:
            value = {**value, "unit": question.unit}
        if worked_out is None and isinstance(value, Mapping):
            value = {**value, **_weighed(question, each)}
        yield {key: value}


def _weighed(question: Question, said: str) -> Json:
    """What this answer counts for in this question: the same code may count another in the next."""
    chosen = next((option for option in question.options if option.key == said), None)
    if chosen is None or chosen.weight is None:
        return {}
    return {"extension": [{"url": WEIGHTS[0], "valueDecimal": chosen.weight}]}


def _is_whole(form: Questionnaire, expression: str, answers: Answers) -> bool:
    """Whether every question that a rule needs was answered: those it names, or else all that can
    count for something; all too where any part of it names none (H31)."""
    variables = dict(form.variables)
    texts, wanted = [expression], {*VARIABLE.findall(expression)}
    for _round in variables:
        known = [variables[name] for name in wanted if name in variables]
        wanted |= {name for text in known for name in VARIABLE.findall(text)}
        texts = [expression, *known]
    named = {link for text in texts for link in NAMED.findall(text)}
    counted = {
        each.link
        for each in form.all()
        if each.asked and each.type in COUNTED and is_asked(form, each, answers)
    }
    needed = {link for each in named for link in _behind(form, each, counted)} or counted
    if any(_takes_any(text, variables) for text in texts):
        needed |= counted
    return bool(needed) and all(answers.get(link) for link in needed)


def _takes_any(text: str, variables: Mapping[str, str]) -> bool:
    """Whether a rule takes items without saying which; in a part that it named it may."""
    found = ANY.finditer(CHOSEN.sub(".", text))
    return any(not NAMED.search(variables.get(each[1] or "", "")) for each in found)


def _behind(form: Questionnaire, link: str, counted: Set[str]) -> Set[str]:
    """What a name in a rule needs: of a part all that counts in it, as nobody can tell which the
    rule goes on to; of a question itself."""
    found = next((each for each in form.all() if each.link == link), None)
    if found is None or found.type != "group":
        return {link}
    return {each.link for each in found.all()} & counted or {link}


def _worked_out(form: Questionnaire, expression: str, plain: Json) -> Decimal | None:
    # It takes a fifth of a second to import, and few journals have a questionnaire.
    from fhirpathpy import evaluate
    from fhirpathpy.models import models

    def weigh(nodes: Sequence[Any]) -> list[Decimal]:
        found = [weight_in(getattr(node, "data", node)) for node in nodes]
        # What counts for nothing in the file makes the whole rule say nothing.
        if any(weight is None for weight in found):
            raise KeyError
        return [weight for weight in found if weight is not None]

    table = {name: {"fn": weigh, "arity": {0: []}} for name in ("weight", "ordinal")}
    more = {"userInvocationTable": table}
    around: Json = {"resource": plain}
    try:
        for name, text in form.variables:
            around[name] = evaluate(plain, text, around, models["r4"], more)
        found = evaluate(plain, expression, around, models["r4"], more)
    except Exception:  # a rule of a stranger's file may fail in any way: then there is no total
        return None
    if len(found) != 1 or isinstance(found[0], bool):
        return None
    value = found[0]
    return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) else None


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """As JSON has it: FHIR wants decimals as numbers, and a moment with its offset."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(each, zone) for each in value]
    if isinstance(value, dict):
        found = {key: _plain(each, zone) for key, each in value.items()}
        if moment := found.get("valueDateTime"):
            at = datetime.fromisoformat(moment)
            found["valueDateTime"] = (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()
        return found
    return value
