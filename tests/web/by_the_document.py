"""Every request of the API, in whatever test it is sent, is held against the OpenAPI document.

Its answer has to stand there, and every query parameter that it sends, or that the code looks for.
"""

from functools import cache

import jsonschema_rs
from flask import Flask, Request, Response, request
from werkzeug.datastructures import ImmutableMultiDict

from journal.web.openapi import describe

API = "/api/v1/"
# Of an app's config: that a test sends parameters which nobody knows, as strangers do.
STRANGE_NAMES = "STRANGE_NAMES"
OURS = ("Told", "Pocket", "Summary", "Error")


def closed(document):
    """The document, in which an answer has no key that it does not name.

    Others read it with further keys beside; what we say ourselves, it has.
    """
    for name, schema in document["components"]["schemas"].items():
        if name.startswith(OURS) and "properties" in schema:
            schema["additionalProperties"] = False
    return document


class Noting(ImmutableMultiDict):
    """A query that notes which names the code looks for."""

    def __init__(self, mapping=None):
        super().__init__(mapping)
        self.names = set()

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)

    def getlist(self, key, *how, **named):
        self.names.add(key)
        return super().getlist(key, *how, **named)


class NotingRequest(Request):
    parameter_storage_class = Noting


def hold_against_it(app: Flask) -> None:
    """Let every request of this app fail that the document does not have, or its answer."""
    app.request_class = NotingRequest

    @cache
    def document():
        return closed(describe())

    @cache
    def operation_of(ids):
        every = (one for path in document()["paths"].values() for one in path.values())
        return next(one for one in every if one["operationId"] == ids)

    @cache
    def validator(endpoint, method, status):
        ids = _id(endpoint, method)
        said = operation_of(ids)["responses"].get(f"{status}")
        assert said, f"{ids} answers {status}, which its document does not have"
        kinds = said.get("content", {})
        schema = next((kind["schema"] for kind in kinds.values()), True)
        if schema is not True and "binary" not in str(schema.get("format")):
            schema = {**schema, "components": document()["components"]}
            return set(kinds), jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return set(kinds), None

    @app.after_request
    def held(response: Response) -> Response:
        api = request.url_rule and request.url_rule.rule.startswith(API)
        asked = api and request.method in (request.url_rule.methods or ())
        if asked and request.method not in {"HEAD", "OPTIONS"} and response.status_code < 500:
            ids = _id(request.endpoint, request.method)
            takes = {one["name"] for one in operation_of(ids)["parameters"] if one["in"] == "query"}
            sent = set() if app.config.get(STRANGE_NAMES) else set(request.args)
            unsaid = (request.args.names | sent) - takes
            assert not unsaid, f"{ids} is asked for {unsaid}, which its document does not have"
            kinds, schema = validator(request.endpoint, request.method, response.status_code)
            if kinds:
                assert response.mimetype in kinds
            if schema is not None and "Content-Encoding" not in response.headers:
                faults = schema.iter_errors(response.json)
                wrong = [f"{one.message} at {one.instance_path}" for one in faults]
                assert not wrong, f"{request.endpoint} {response.status_code}: {wrong[:3]}"
        return response


def _id(endpoint: str, method: str) -> str:
    return f"{endpoint}_{method.lower()}".replace(".", "_")
