"""Finding the account that an operator means."""

import uuid

from sqlmodel import Session, select

from journal.records.people import Account
from journal.settings import BadSetting


def find_account(session: Session, name: str) -> Account:
    """The account with this e-mail or id. Raises BadSetting when there is none."""
    try:
        account = session.get(Account, uuid.UUID(name))
    except ValueError:
        account = session.exec(select(Account).where(Account.email == name.lower())).first()
    if account is None:
        raise BadSetting(f"Nobody signs in as {name}. Write an e-mail address or an id.")
    return account
