"""The page of a form that plans something: empty, or as it was typed with what is wrong."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue

from journal.records.access import Right
from journal.records.children import Child
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import child_or_404, page


def plan_form(
    child_id: uuid.UUID,
    form: Form,
    template: str,
    of_child: Callable[[Child], Mapping[str, Any]] = lambda _child: {},
    **context: Any,
) -> ResponseReturnValue:
    """The form with an id for the row that it makes: 422 when something is wrong with it.

    of_child  returns what else the template wants to know of the child
    Raises Stranger or NotAllowed.
    """
    form.text.setdefault("row", str(uuid.uuid4()))
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        shown = {"form": form, "action": request.path, **of_child(child), **context}
        text = page(session, actor, child, template, **shown)
    return make_response(text, 422 if form.errors else 200)
