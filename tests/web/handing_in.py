"""Handing in photos, for tests: what a phone sends to /api/v1/photos, and what is there then."""

import io

from sqlmodel import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from journal.clock import now
from journal.records.columns import uuid7
from journal.records.photos import Photo
from tests.support.pictures import photo

URL = "/api/v1/photos"


def sending(family, sent=None, *, child="nora", photo_id=None, name="x.jpg", **more):
    """The multipart body of an upload."""
    return {
        "id": str(photo_id or uuid7(now())),
        "child": str(family.children[child]),
        "photo": (io.BytesIO(photo() if sent is None else sent), name),
        **more,
    }


def post(client, url, data, **more):
    """Post as multipart. The client's own way leaves the file open in which it builds the body."""
    boundary, body = encode_multipart({name: as_files(value) for name, value in data.items()})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(url, data=body, content_type=kind, **more)


def as_files(value):
    if isinstance(value, list):
        return [as_files(each) for each in value]
    return FileStorage(*value) if isinstance(value, tuple) else value


def kept(family):
    with family.database.reading() as session:
        return session.exec(select(Photo).order_by(Photo.id)).all()
