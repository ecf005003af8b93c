"""A context of stand-ins for each page that is looked at without the app."""

from typing import Any

from tests.web.evenings import EVENING
from tests.web.look_symptom import SYMPTOM


def dose(medicine: str, amount: str, state: str, **more: Any) -> dict[str, Any]:
    """A dose as Today's template wants it: every key, none where nothing is known."""
    given = {
        "medicine": medicine,
        "amount": amount,
        "state": state,
        "weekly": None,
        "due": None,
        "due_at": None,
        "already": None,
        "by": None,
        "at": None,
        "reason": None,
        "slot": f"2026-11-22T08:00-{medicine}",
        "medicine_id": medicine.lower(),
        "give_url": None,
        "hidden": {},
        "other_url": None,
        "otherwise": None,
        "bottle": None,
        "unreviewed": None,
        "entry_url": None,
        "next": None,
    }
    return {**given, **more}


def entry(icon: str, title: str, at: str, by: str, **more: Any) -> dict[str, Any]:
    """An entry as the timeline wants it."""
    given = {
        "icon": icon,
        "title": title,
        "at": at,
        "by": by,
        "url": "#entry",
        "detail": None,
        "note": None,
        "edited": None,
        "state": None,
    }
    return {**given, **more}


NORA = {
    "id": "n",
    "name": "Nora",
    "initial": "N",
    "colour": "teal",
    "zone": "America/New_York",
    "is_me": False,
}
TOM = {
    "id": "t",
    "name": "Tom",
    "initial": "T",
    "colour": "clay",
    "zone": "America/New_York",
    "is_me": False,
}
OFTEN = ("symptom", "medicine", "temperature")
TILES = [
    {"label": label, "icon": icon, "url": f"#{icon}", "often": icon in OFTEN}
    for label, icon in [
        ("Symptom", "symptom"),
        ("Medicine", "medicine"),
        ("Temperature", "temperature"),
        ("Infusion day", "infusion"),
        ("Hospital", "hospital"),
        ("Weight, height", "weight"),
        ("Question", "question"),
        ("Note", "note"),
    ]
]
EMPTY = ("now", "recorded", "as_needed", "before", "notices", "paused", "later", "coming", "wanted")
SIGNED_IN: dict[str, Any] = {
    "child": NORA,
    "children": [
        {**NORA, "url": "#nora", "current": True},
        {**TOM, "url": "#tom", "current": False},
    ],
    "day_label": "Sun 22 Nov",
    "menu": [{"label": "Household and settings", "url": "#settings", "icon": "settings"}],
    "sign_out_url": "#out",
    "status": {
        "kind": "settled",
        "text": "Saved · Ben's phone 07:52",
        "as_of": "2026-11-22T12:58:00Z",
    },
    "nav": {place: f"#{place}" for place in ("today", "journal", "log", "plan", "visit")},
    "log_tiles": TILES,
    "toast": None,
}
OPEN = {
    "give_url": "#give",
    "other_url": "#other",
    "otherwise": {"hidden": {}, "others": ["Ben"], "vomited_url": "#vomited"},
}
TODAY = {
    **SIGNED_IN,
    "needs": [],
    "told": [],
    "later_words": None,
    "overdue": [],
    "now": [
        dose("Prednisolone", "12.5 mg · 2.5 mL", "due", due="08:00", **OPEN),
        dose("Hydroxychloroquine", "200 mg · 1 tablet", "due", due="08:00", **OPEN),
    ],
    "recorded": [dose("Folic acid", "1 mg", "given", by="Ben", at="07:50", entry_url="#entry")],
    "unsettled": [],
    "before": [],
    "as_needed": [
        {
            **dose("Paracetamol", "250 mg", "asneeded", **OPEN),
            "count": "3 in last 24 h",
            "last": "last 06:40",
            "limits": "Label, as you copied it: 4 h apart, at most 4 in 24 h",
            "waits": True,
            "next": "next from 10:40 by the label",
        }
    ],
    "low": [
        {
            "when": None,
            "what": "Prednisolone",
            "note": "about 5 days left",
            "url": "#m",
            "way": None,
        }
    ],
    "notices": [
        {
            "medicine": "Prednisolone",
            "icon": "plan",
            "title": "The plan ended on 14 Nov 2026",
            "text": "12.5 mg goes on. Ask your team what follows.",
            "asks": True,
            "action": "Decide what follows",
            "url": "#m",
        }
    ],
    "paused": [
        {
            "when": None,
            "what": "Azathioprine",
            "note": "paused: ask the team",
            "url": "#m",
            "way": None,
        }
    ],
    "later": [
        dose("Calcium with vitamin D", "1 tablet", "later", due="18:00", other_url="#other"),
        dose(
            "Methotrexate",
            "15 mg · 0.6 mL",
            "later",
            weekly="once a week, on Tuesday",
            next="24 Nov 18:00",
        ),
    ],
    "give_all": {
        "count": 2,
        "url": "#all",
        "hidden": {},
        "fields": "medicine slot",
        "names": "Prednisolone, Hydroxychloroquine",
        "ticks": [
            ("p", "Prednisolone 12.5 mg", "08:00"),
            ("h", "Hydroxychloroquine 200 mg", "08:00"),
        ],
    },
    "has_medicines": True,
    "medicines_url": "#medicines",
    "evening": EVENING,
    "quick": TILES[:4],
    "earlier": [
        entry("symptom", "Fatigue 6", "07:55", "Ada", detail="Thighs"),
        entry("temperature", "37.2 °C", "06:40", "Ben"),
    ],
    "coming": [
        {
            "when": "Tue",
            "what": "Methotrexate 15 mg",
            "note": "once a week, on Tuesday",
            "url": "#m",
            "way": None,
        },
        {
            "when": "Thu",
            "what": "IVIG, day case",
            "note": "Ward 4B, 08:30",
            "url": "#i",
            "way": None,
        },
    ],
    "wanted": [
        {
            "when": None,
            "what": "ALT, Creatinine",
            "note": "now, by 20 Nov 2026",
            "url": "#w",
            "way": None,
        },
    ],
    "reload_after": 120,
}
BUSY = {
    **TODAY,
    "toast": {"text": "Given to Nora: Folic acid 1 mg", "undo_url": "#undo", "hidden": {}},
    "status": {
        "kind": "attention",
        "text": "Reminders stopped at 07:58",
        "as_of": "2026-11-22T12:58:00Z",
    },
    "needs": [
        {
            "kind": "needs",
            "title": "Reminders are not running since 07:58",
            "text": "Nobody is reminded until the server is looked after.",
            "actions": [],
        },
        {
            "kind": "needs",
            "title": "Two doses of Folic acid for 08:00",
            "text": "Ben 07:50, 1 mg\nAda 07:52, 1 mg",
            "actions": [{"label": "Look at both", "url": "#both", "post": False, "hidden": {}}],
        },
    ],
    "overdue": [
        dose("Omeprazole", "10 mg · 1 capsule", "overdue", due="07:30, 28 min ago", **OPEN)
    ],
}
REFUSED = {
    "text": {"email": "ada@example.org"},
    "errors": {"": "E-mail and passphrase do not belong together. Try again."},
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "patterns": ("patterns.html", {}),
    "today": ("today/index.html", TODAY),
    "today_busy": ("today/index.html", BUSY),
    "today_new": (
        "today/index.html",
        {
            **TODAY,
            "has_medicines": False,
            **{key: [] for key in (*EMPTY, "earlier")},
            "give_all": None,
        },
    ),
    "sheet": ("log/sheet.html", SIGNED_IN),
    "symptom": ("log/symptom.html", {**SIGNED_IN, **SYMPTOM}),
    "symptom_back": (
        "log/symptom.html",
        {
            **SIGNED_IN,
            **SYMPTOM,
            "form": {
                "text": {"severity": ""},
                "errors": {
                    "symptom": "Choose what it was.",
                    "at": "This time does not exist that night. Write an earlier or later time.",
                },
            },
        },
    ),
    "sign_in": (
        "account/sign_in.html",
        {"form": REFUSED, "action": "#in", "hidden": {}, "removed": "a", "passkey_url": "#key"},
    ),
    "error": (
        "errors/error.html",
        {
            "title": "This page is not here",
            "text": "It may have moved, or belong to another family.",
            "back_url": "#today",
            "back_label": "",
            "code": "404",
        },
    ),
}
