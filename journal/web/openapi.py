"""GET /api/v1/openapi.json: the contract as a machine reads it, from the models that check it."""

from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from journal.records.kinds import VALUES
from journal.settings import VERSION
from journal.web.account import Leaving
from journal.web.answers import ERROR, SCHEMAS, TOLD, answers_of, summary_schemas
from journal.web.api_lab_plans import AddLabPlan
from journal.web.api_push import Ended, Shown, Subscribed, Tapped
from journal.web.asked import asked_by
from journal.web.plan_bodies import AddMedicine, ChangeMedicine
from journal.web.supply_bodies import AddSupply, ChangeNotice
from journal.web.sync_body import ChangeBody, SyncBody

bp = Blueprint("openapi", __name__, url_prefix="/api/v1")

# Bodies by endpoint and method. Routes without a body need no line.
BODIES: dict[tuple[str, str], type[BaseModel]] = {
    ("sync.sync", "POST"): SyncBody,
    ("account.leave", "DELETE"): Leaving,
    ("api_plans.add", "POST"): AddMedicine,
    ("api_plans.change", "PATCH"): ChangeMedicine,
    ("api_lab_plans.add", "POST"): AddLabPlan,
    ("api_supply.add", "POST"): AddSupply,
    ("api_supply.notice", "PATCH"): ChangeNotice,
}
# What a phone's own script sends. A browser's subscription may say more than we ask for.
OF_PHONES: dict[tuple[str, str], type[BaseModel]] = {
    ("api_push.subscribed", "POST"): Subscribed,
    ("api_push.unsubscribed", "DELETE"): Ended,
    ("api_push.shown", "POST"): Shown,
    ("api_push.tapped_given", "POST"): Tapped,
    ("api_push.tapped_snooze", "POST"): Tapped,
}
_ID = {"type": "string", "format": "uuid"}
# What comes with a file comes as multipart.
PHOTO = {
    "type": "object",
    "required": ["id", "child", "photo"],
    "properties": {
        "id": {**_ID, "description": "UUIDv7, made on the device"},
        "child": _ID,
        "device": _ID,
        "person": {**_ID, "description": "who chose it; 409 `other_person` for another account"},
        "sha256": {"type": "string", "description": "of the file, to notice damage on the way"},
        "photo": {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP"},
    },
}


@bp.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """Open to everybody: it holds nobody's data."""
    return jsonify(describe())


def describe() -> dict[str, Any]:
    """The OpenAPI 3.1 document of every /api/v1 route."""
    models: list[type[BaseModel]] = [
        ChangeBody,
        *{**BODIES, **OF_PHONES}.values(),
        *VALUES.values(),
        *TOLD.values(),
    ]
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=SCHEMAS + "{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith("/api/v1/"):
            path = paths.setdefault(_path(rule.rule), {})
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                path[method.lower()] = _operation(rule.endpoint, method, sorted(rule.arguments))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sunhat", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], **summary_schemas(), "Error": ERROR},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "journal"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"session": []}, {"bearer": []}],
    }


def _path(rule: str) -> str:
    """Flask's <uuid:child_id> is OpenAPI's {child_id}."""
    out = []
    for part in rule.split("/"):
        named = part.startswith("<") and part.endswith(">")
        out.append("{" + part[1:-1].split(":")[-1] + "}" if named else part)
    return "/".join(out)


def _operation(endpoint: str, method: str, arguments: list[str]) -> dict[str, Any]:
    view = current_app.view_functions[endpoint]
    asked = [one.described() for one in asked_by(view)]
    operation: dict[str, Any] = {
        "operationId": f"{endpoint}_{method.lower()}".replace(".", "_"),
        "summary": (view.__doc__ or endpoint).strip().splitlines()[0],
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string"} if name == "vaccine" else _ID,
            }
            for name in arguments
        ]
        + asked,
        "responses": answers_of(endpoint, method, has_names=bool(arguments), asks=bool(asked)),
    }
    if endpoint == "openapi.openapi":
        operation["security"] = []  # open to everybody
    if body := {**BODIES, **OF_PHONES}.get((endpoint, method)):
        schema = {"$ref": SCHEMAS + body.__name__}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    if endpoint == "photos.upload":
        content = {"multipart/form-data": {"schema": PHOTO}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation
