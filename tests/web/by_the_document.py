"""Every answer of the API, in whatever test it is given, is held against the OpenAPI document."""

from functools import cache

import jsonschema_rs
from flask import Flask, Response, request

from journal.web.openapi import describe

OURS = ("Told", "Pocket", "Summary", "Error")


def closed(document):
    """The document, in which an answer has no key that it does not name.

    Others read it with further keys beside; what we say ourselves, it has.
    """
    for name, schema in document["components"]["schemas"].items():
        if name.startswith(OURS) and "properties" in schema:
            schema["additionalProperties"] = False
    return document


def hold_against_it(app: Flask) -> None:
    """Let every request of this app fail whose answer the document does not have."""

    @cache
    def document():
        return closed(describe())

    @cache
    def validator(endpoint, method, status):
        ids = f"{endpoint}_{method.lower()}".replace(".", "_")
        operation = next(
            one
            for path in document()["paths"].values()
            for one in path.values()
            if one["operationId"] == ids
        )
        said = operation["responses"].get(f"{status}")
        assert said, f"{ids} answers {status}, which its document does not have"
        kinds = said.get("content", {})
        schema = next((kind["schema"] for kind in kinds.values()), True)
        if schema is not True and "binary" not in str(schema.get("format")):
            schema = {**schema, "components": document()["components"]}
            return set(kinds), jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return set(kinds), None

    @app.after_request
    def held(response: Response) -> Response:
        api = request.url_rule and request.url_rule.rule.startswith("/api/v1/")
        asked = api and request.method in (request.url_rule.methods or ())
        if asked and request.method not in {"HEAD", "OPTIONS"} and response.status_code < 500:
            kinds, schema = validator(request.endpoint, request.method, response.status_code)
            if kinds:
                assert response.mimetype in kinds
            if schema is not None and "Content-Encoding" not in response.headers:
                faults = schema.iter_errors(response.json)
                wrong = [f"{one.message} at {one.instance_path}" for one in faults]
                assert not wrong, f"{request.endpoint} {response.status_code}: {wrong[:3]}"
        return response
