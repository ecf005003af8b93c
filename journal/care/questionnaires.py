"""A FHIR Questionnaire (R4) as questions that a page can ask, and answers checked against it.

Source of the structure: https://hl7.org/fhir/R4/questionnaire.html. Nothing of a questionnaire's
own text is ours; it is shown as its file has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journal.care.fhir_answers import Option, check_answer
from journal.care.problems import N_, Problem, Refused

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
CORE = "http://hl7.org/fhir/StructureDefinition/"
CALCULATED = f"{SDC}calculatedExpression"
VARIABLE = f"{CORE}variable"
UNIT = f"{CORE}questionnaire-unit"
HIDDEN = f"{CORE}questionnaire-hidden"
SHOWN = ("group", "display")
CHOICES = ("choice", "open-choice")
TYPES = (
    *SHOWN, *CHOICES, "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text",
    "url", "quantity", "attachment", "reference",
)  # fmt: skip
MOST_QUESTIONS, DEEPEST = 300, 8

Answers = Mapping[str, Sequence[str]]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What another question must have been answered for this one to be asked."""

    link: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item. unit: as the file says it; expression: FHIRPath that works its value out.

    asked  whether it can be answered here: not what needs a list the file does not have, a file, or
           a server's record, and not what is worked out
    """

    link: str
    text: str
    type: str
    options: tuple[Option, ...] = ()
    required: bool = False
    repeats: bool = False
    unit: str = ""
    expression: str = ""
    asked: bool = False
    when: tuple[Condition, ...] = ()
    any_of: bool = False
    items_: tuple["Question", ...] = ()

    def all(self) -> Iterator["Question"]:
        """Every item in it, parents before their parts."""
        yield from _all(self.items_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The questions in their order. variables: name and FHIRPath, for the expressions."""

    url: str
    version: str
    title: str
    copyright: str
    variables: tuple[tuple[str, str], ...]
    items_: tuple[Question, ...]

    def all(self) -> Iterator[Question]:
        """Every item, parents before their parts."""
        yield from _all(self.items_)

    def above(self, question: Question) -> Question | None:
        """The item that a question is a part of, None for one of the first row."""
        found = (each for each in self.all() if any(part is question for part in each.items_))
        return next(found, None)


def read_questionnaire(resource: Any) -> Questionnaire:
    """Return a FHIR Questionnaire. Raises Refused questionnaire_invalid, with what to do."""
    try:
        return _read(resource)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        # A list where the standard has an object, a text where it has a number.
        sentence = N_("Parts of this file are not as FHIR has them. Ask whoever made it.")
        raise _refused(sentence) from None


def _read(resource: Any) -> Questionnaire:
    if not isinstance(resource, dict) or resource.get("resourceType") != "Questionnaire":
        raise _refused(N_("This is no FHIR Questionnaire. Choose the file with its questions."))
    found = Questionnaire(
        url=_text(resource, "url"),
        version=_text(resource, "version"),
        title=_text(resource, "title") or _text(resource, "name") or N_("Questionnaire"),
        copyright=_text(resource, "copyright"),
        variables=tuple(
            (_text(each, "name"), _text(each, "expression"))
            for each in _extended(resource, VARIABLE, "valueExpression")
        ),
        items_=_items(resource, resource, 1),
    )
    links = [each.link for each in found.all()]
    if not links:
        raise _refused(N_("This questionnaire has no question. Choose another file."))
    if len(set(links)) < len(links) or "" in links:
        raise _refused(N_("Its questions have no names of their own. Ask whoever made the file."))
    if len(links) > MOST_QUESTIONS:
        raise _refused(N_("It has more than 300 questions. Choose a shorter one."))
    return found


def check_answers(form: Questionnaire, answers: Answers) -> None:
    """Raise Refused with a problem for each answer that does not fit its question."""
    questions = {each.link: each for each in form.all() if each.asked}
    problems = [
        Problem("question_unknown", f"answers.{link}", N_("This question is not in it."))
        for link in answers
        if link not in questions
    ]
    for link, question in questions.items():
        said = answers.get(link, ())
        if len(said) > 1 and not question.repeats:
            sentence = N_("Give one answer here.")
            problems.append(Problem("one_answer", f"answers.{link}", sentence))
        for each in said:
            problem = check_answer(question.type, question.options, each)
            if problem:
                problems.append(Problem(problem.code, f"answers.{link}", problem.text))
        if question.required and not said and is_asked(form, question, answers):
            sentence = N_("Answer this one: the questionnaire asks for it.")
            problems.append(Problem("required", f"answers.{link}", sentence))
    if problems:
        raise Refused(*problems)


def is_asked(form: Questionnaire, question: Question, answers: Answers) -> bool:
    """Whether the answers so far let this question be asked (enableWhen), and all it stands in."""
    above = form.above(question)
    return _is_enabled(form, question, answers) and (
        above is None or is_asked(form, above, answers)
    )


def _is_enabled(form: Questionnaire, question: Question, answers: Answers) -> bool:
    if not question.when:
        return True
    options = {each.link: each.options for each in form.all()}
    found = [
        _holds(one, answers.get(one.link, ()), options.get(one.link, ())) for one in question.when
    ]
    return any(found) if question.any_of else all(found)


def _holds(one: Condition, said: Sequence[str], options: Sequence[Option]) -> bool:
    if one.operator == "exists":
        return bool(said) is (one.value == "true")
    # Both are compared as the file writes them; a code by its code.
    codes = {option.key: option.code for option in options}
    given = [codes.get(each, each) for each in said]
    if one.operator == "=":
        return one.value in given
    if one.operator == "!=":
        return bool(given) and one.value not in given
    try:
        numbers, limit = [float(each) for each in given], float(one.value)
    except ValueError:
        return False
    compared = {
        ">": lambda value: value > limit,
        "<": lambda value: value < limit,
        ">=": lambda value: value >= limit,
        "<=": lambda value: value <= limit,
    }.get(one.operator)
    return compared is not None and any(compared(value) for value in numbers)


def _all(items: Sequence[Question]) -> Iterator[Question]:
    for item in items:
        yield item
        yield from _all(item.items_)


def _items(parent: Json, root: Json, depth: int) -> tuple[Question, ...]:
    found = parent.get("item", [])
    if depth > DEEPEST or not isinstance(found, list):
        raise _refused(N_("Its questions are nested too deeply. Ask whoever made the file."))
    return tuple(_item(each, root, depth) for each in found)


def _item(item: Any, root: Json, depth: int) -> Question:
    if not isinstance(item, dict) or item.get("type") not in TYPES:
        raise _refused(N_("One of its questions is of a type that FHIR R4 does not have."))
    type_ = str(item["type"])
    options = _options(item, root)
    calculated = _extended(item, CALCULATED, "valueExpression")
    listless = type_ == "choice" and not options
    unit = next(iter(_extended(item, UNIT, "valueCoding")), {})
    return Question(
        link=_text(item, "linkId"),
        text=" ".join(part for part in (_text(item, "prefix"), _text(item, "text")) if part),
        type=type_,
        options=options,
        required=item.get("required") is True,
        repeats=item.get("repeats") is True,
        unit=_text(unit, "display") or _text(unit, "code"),
        expression=_text(calculated[0], "expression") if calculated else "",
        asked=not (
            type_ in (*SHOWN, "attachment", "reference")
            or listless
            or calculated
            or item.get("readOnly") is True
            or _is_hidden(item)
        ),
        when=tuple(_conditions(item)),
        any_of=item.get("enableBehavior") == "any",
        items_=_items(item, root, depth + 1),
    )


def _conditions(item: Json) -> Iterator[Condition]:
    for each in item.get("enableWhen") or []:
        value = next((each[key] for key in each if key.startswith("answer")), "")
        if isinstance(value, dict):
            value = value.get("code", value.get("value", ""))
        if isinstance(value, bool):
            value = str(value).lower()
        yield Condition(
            link=_text(each, "question"), operator=_text(each, "operator"), value=str(value)
        )


def _options(item: Json, root: Json) -> tuple[Option, ...]:
    offered = item.get("answerOption")
    if isinstance(offered, list):
        return tuple(Option.of(each) for each in offered if isinstance(each, dict))
    wanted = _text(item, "answerValueSet")
    for each in root.get("contained") or []:
        if wanted == f"#{each.get('id')}" and each.get("resourceType") == "ValueSet":
            return tuple(Option.of({"valueCoding": coding}) for coding in _concepts(each))
    return ()


def _concepts(values: Json) -> Iterator[dict[str, Any]]:
    """The list as it was composed, or else as it was expanded; a code of the file alone."""
    for part in (values.get("compose") or {}).get("include") or []:
        for concept in part.get("concept") or []:
            system = {"system": part["system"]} if part.get("system") else {}
            yield {**concept, **system}
    if not any(
        (part.get("concept")) for part in (values.get("compose") or {}).get("include") or []
    ):
        for concept in (values.get("expansion") or {}).get("contains") or []:
            yield concept


def _is_hidden(item: Json) -> bool:
    return any(
        each.get("url") == HIDDEN and each.get("valueBoolean") is True
        for each in item.get("extension") or []
    )


def _extended(part: Json, url: str, key: str) -> list[dict[str, Any]]:
    found = part.get("extension") or []
    return [
        each[key]
        for each in found
        if isinstance(each, dict) and each.get("url") == url and isinstance(each.get(key), dict)
    ]


def _text(part: Json, key: str) -> str:
    value = part.get(key)
    return value.strip() if isinstance(value, str) else ""


def _refused(sentence: str) -> Refused:
    return Refused(Problem("questionnaire_invalid", "file", sentence))
