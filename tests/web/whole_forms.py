"""The forms of a page with everything in them, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Whole:
    """One form: where it posts, and what it sends as it stands, with what is required filled in."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def whole_forms(page: str) -> list[Whole]:
    """The forms of a page that post, in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.form, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.form = Whole(has.get("action", "")) if has.get("method") == "post" else None
            self.found += [self.form] if self.form else []
        if self.form is None:
            return
        name = has.get("name")
        if name:
            self.form.names.add(name)
        if tag == "input" and name:
            self._input(name, has)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in has:
            self.form.fields[self.select] = [has.get("value") or ""]
        elif tag == "textarea" and name:
            self.area, self.form.fields[name] = name, [""]

    def _input(self, name, has):
        kind, value = has.get("type", "text"), has.get("value") or ""
        if kind == "file":
            return
        if kind in {"radio", "checkbox"}:
            wanted = "checked" in has or ("required" in has and name not in self.form.fields)
            if wanted and kind == "radio":
                self.form.fields[name] = [value]
            elif wanted:
                self.form.fields.setdefault(name, []).append(value)
            return
        if not value and "required" in has:
            value = "word"
        self.form.fields.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.form is not None and self.area:
            self.form.fields[self.area] = [data.strip()]

    def handle_endtag(self, tag):
        self.form = None if tag == "form" else self.form
        self.select = None if tag == "select" else self.select
        self.area = None if tag == "textarea" else self.area
