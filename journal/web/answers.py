"""What each address of the API answers: its status, its type and what stands in it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from journal.exchange.ips import MEDIA_TYPE
from journal.summary.page import Page
from journal.web.answers_of_entries import (
    ToldInfusions,
    ToldLabResults,
    ToldPhoto,
    ToldSync,
    ToldTimeline,
    ToldVaccine,
)
from journal.web.answers_of_phones import (
    ToldLeft,
    ToldPocket,
    ToldSnooze,
    ToldSubscription,
    ToldTap,
)
from journal.web.answers_of_plans import (
    ToldChildren,
    ToldDay,
    ToldLabPlan,
    ToldLabPlans,
    ToldMedicine,
    ToldMedicines,
    ToldNewSlip,
    ToldSteroids,
    ToldSupply,
)

SCHEMAS = "#/components/schemas/"
Schema = dict[str, Any]
# Answers by endpoint and method; `MADE` says which of them are 201 and `EMPTY` what has none.
TOLD: dict[tuple[str, str], type[BaseModel]] = {
    ("account.leave", "DELETE"): ToldLeft,
    ("api_due.due", "GET"): ToldDay,
    ("api_lab_plans.add", "POST"): ToldLabPlan,
    ("api_lab_plans.index", "GET"): ToldLabPlans,
    ("api_labs.labs", "GET"): ToldLabResults,
    ("api_plans.add", "POST"): ToldMedicine,
    ("api_plans.change", "PATCH"): ToldMedicine,
    ("api_plans.children", "GET"): ToldChildren,
    ("api_plans.medicines", "GET"): ToldMedicines,
    ("api_push.subscribed", "POST"): ToldSubscription,
    ("api_push.tapped_given", "POST"): ToldTap,
    ("api_push.tapped_snooze", "POST"): ToldSnooze,
    ("api_reading.timeline", "GET"): ToldTimeline,
    ("api_supply.add", "POST"): ToldNewSlip,
    ("api_supply.index", "GET"): ToldSupply,
    ("api_supply.notice", "PATCH"): ToldSupply,
    ("lots.infusions", "GET"): ToldInfusions,
    ("photos.upload", "POST"): ToldPhoto,
    ("pocket.pocket", "GET"): ToldPocket,
    ("steroids.as_json", "GET"): ToldSteroids,
    ("sync.sync", "POST"): ToldSync,
    ("vaccines.as_json", "GET"): ToldVaccine,
}
MADE = {
    "api_lab_plans.add",
    "api_plans.add",
    "api_push.subscribed",
    "api_supply.add",
    "photos.upload",
}
EMPTY = {"api_plans.remove", "api_supply.back", "api_push.unsubscribed", "api_push.shown"}
FILE = {"type": "string", "format": "binary"}
BUNDLE = {
    "type": "object",
    "required": ["resourceType", "type", "timestamp", "entry"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "type": {"const": "document"},
        "timestamp": {"type": "string", "format": "date-time"},
        "entry": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["fullUrl", "resource"]},
        },
    },
}
OTHERWISE: dict[str, tuple[str, Schema]] = {
    "summary.as_json": ("application/json", {"$ref": f"{SCHEMAS}Summary"}),
    "summary.as_pdf": ("application/pdf", FILE),
    "photos.show": ("image/jpeg", FILE),
    "numbers.summary": (MEDIA_TYPE, BUNDLE),
    "openapi.openapi": ("application/json", {"type": "object", "required": ["openapi", "paths"]}),
}
ERROR = {
    "type": "object",
    "required": ["error", "field", "message"],
    "properties": {
        "error": {"type": "string", "minLength": 1},
        "field": {"type": ["string", "null"]},
        "message": {"type": "string", "minLength": 1},
        "got": {"type": "string", "maxLength": 40},
        "errors": {"type": "array", "minItems": 1, "items": {"$ref": f"{SCHEMAS}ToldProblem"}},
        "person": {"type": "string", "format": "uuid", "description": "with `phone_removed`"},
    },
}
REFUSALS = {
    400: "Not JSON, or not whole.",
    401: "Not signed in.",
    403: "Somebody who may look, and not change.",
    404: "To strangers, and of what is not there, the same.",
    409: "Somebody should look first: nothing was written.",
    410: "The subscription is over.",
    413: "Too large.",
    415: "Of another type than this address takes.",
    422: "A field is wrong: `field` names it, `errors` has them all.",
    429: "Too many: wait as `Retry-After` says. Nothing that a child's journal needs is counted.",
    503: "Busy, and nothing was changed: send the same again.",
    507: "No room left on the disk, or for photos of this child.",
}
BY_ENDPOINT = {"api_push.subscribed": {410}, "photos.upload": {429}}
SECONDS: Schema = {"type": "integer", "minimum": 1}


def answers_of(endpoint: str, method: str, *, has_names: bool, asks: bool) -> dict[str, Schema]:
    """The OpenAPI responses of one operation.

    has_names: its address names a row, which may be that of strangers, or nobody's.
    asks: it takes parameters behind its question mark, which may be wrong.
    """
    status = 201 if endpoint in MADE else 204 if endpoint in EMPTY else 200
    told: dict[str, Schema] = {str(status): _done(endpoint, method, status)}
    if endpoint == "pocket.pocket":
        as_of = {"required": True, "schema": {"type": "string", "format": "date-time"}}
        tag = {"required": True, "schema": {"type": "string"}}
        told["200"]["headers"] = {"ETag": tag, "X-As-Of": as_of}
        told["304"] = {"description": "As it was.", "headers": {"X-As-Of": as_of}}
    for refused in sorted(set(_refusals(endpoint, method, has_names=has_names, asks=asks))):
        told[str(refused)] = _refused(refused)
    return told


def summary_schemas() -> dict[str, Schema]:
    """The schema of the page for the visit and of its parts, from the page's own types.

    As journal/summary/canonical.py writes it, with what it adds.
    """
    ref = f"{SCHEMAS}Summary{{model}}"
    page = TypeAdapter(Page).json_schema(mode="serialization", ref_template=ref)
    parts = page.pop("$defs")
    page["properties"] |= {
        "entries": {"type": "integer", "minimum": 0},
        "days_in_hospital": {"type": "integer", "minimum": 0},
        "code": {"type": "string", "pattern": "^[0-9A-F]{4}-[0-9A-F]{2}$"},
    }
    per_kg = {"anyOf": [{"$ref": f"{SCHEMAS}SummaryPerKg"}, {"type": "null"}]}
    parts["Infusion"]["properties"]["per_kg"] = per_kg
    del page["properties"]["could_say"]
    named = {"Summary": page, **{f"Summary{name}": part for name, part in parts.items()}}
    return {name: _as_written(schema) for name, schema in named.items()}


def _as_written(schema: Schema) -> Schema:
    """Every field of a value is written, and the first and the last day by their short names."""
    if "properties" not in schema:
        return schema
    short = {"from_on": "from", "to_on": "to"}
    fields = {short.get(name, name): field for name, field in schema["properties"].items()}
    return {**schema, "properties": fields, "required": sorted(fields)}


def _done(endpoint: str, method: str, status: int) -> Schema:
    if status == 204:
        return {"description": "Done: there is nothing to say."}
    kind, schema = OTHERWISE.get(endpoint, ("application/json", None))
    schema = schema or {"$ref": SCHEMAS + TOLD[endpoint, method].__name__}
    return {"description": "Done.", "content": {kind: {"schema": schema}}}


def _refusals(endpoint: str, method: str, *, has_names: bool, asks: bool) -> Iterator[int]:
    if endpoint == "openapi.openapi":
        return
    yield from (401, 503)
    yield from BY_ENDPOINT.get(endpoint, ())
    if has_names:
        yield from (403, 404)
    if asks:
        yield 422
    if method != "GET":
        yield from {400, 403, 404, 409, 413, 415, 422, 507}


def _refused(status: int) -> Schema:
    said: Schema = {
        "description": REFUSALS[status],
        "content": {"application/json": {"schema": {"$ref": f"{SCHEMAS}Error"}}},
    }
    if status in {429, 503}:
        said["headers"] = {"Retry-After": {"required": status == 429, "schema": SECONDS}}
    return said
