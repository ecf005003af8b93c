"""What the form of a symptom is told, where it is looked at without the app."""

from typing import Any


def known(value: str, label: str, hint: str = "", last: str = "", warns: bool = False) -> Any:
    """A tile of a symptom."""
    return {"value": value, "label": label, "hint": hint, "last": last, "also": "", "warns": warns}


SYMPTOM: dict[str, Any] = {
    "marks": {"mode": "new", "what": "symptom", "kind": "symptom", "entry": ""},
    "photos": [],
    "form": {"text": {"symptom": "fatigue", "severity": "6"}, "errors": {}},
    "action": "#log",
    "hidden": {"entry": "e1"},
    "heading": "",
    "save_label": "",
    "cancel_url": "#today",
    "lasting": [
        {"entry": "e0", "title": "Face rash 3", "since": "since 3 Nov 2026", "url": "#rash"}
        | {"action": "#gone", "hidden": {"ends": "now"}}
    ],
    "often": [
        known("fatigue", "Tired", "6 on Sat 21 Nov", "6"),
        known("muscle_weakness", "Weak muscles", "4 on Fri 20 Nov", "4"),
        known("malar_rash", "Face rash"),
        known("dysphagia", "Trouble swallowing", warns=True),
    ],
    "groups": [
        {"label": "Skin", "options": [known("heliotrope", "Purple eyelids")]},
        {"label": "Something else", "options": [known("other", "Other")]},
    ],
    "began": [("today", "Today"), ("day", "Another day"), ("", "Not said")],
    "medicines": [("m1", "Methotrexate", "once a week, on Tuesday"), ("", "None of them")],
    "telephones": [{"name": "Ward 3", "number": "+1 555 0100"}],
    "fever": {"figure": "38.5 °C", "told_by": "Dr. Okafor", "plan": "Ring ward 3 first"},
    "folds": {"until": None},
    "is_new": True,
    "next_url": "#today",
    "sites": [
        {
            "label": "Arms and hands",
            "options": [("left_hand", "Left hand and fingers"), ("left_elbow", "Left elbow")],
        },
        {"label": "Legs", "options": [("left_knee", "Left knee")]},
    ],
    "now_on": "2026-11-22",
    "now_time": "07:58",
    "zone_label": "New York time",
    "fold": None,
}
