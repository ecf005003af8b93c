"""What a picture may use of the machine, and what is said when that is not enough (F21)."""

import pytest

from journal.care.problems import Refused
from journal.entries.photos import darkroom
from journal.entries.photos.darkroom import Darkroom, Limits
from tests.support.pictures import photo


@pytest.mark.parametrize("limits", [Limits(memory=1 << 26), Limits(cpu_seconds=0)])
def test_f21_a_worker_at_its_limit_is_ended_and_the_picture_refused(limits):
    tight = Darkroom(limits)
    with pytest.raises(Refused) as refused:
        tight.develop(photo((3000, 3000)))
    assert refused.value.problems[0].code == "image_damaged"


def answers(room, *sent):
    """The code of each answer; "" for a picture that was drawn."""
    found = []
    for each in sent:
        try:
            room.develop(each)
            found.append("")
        except Refused as refused:
            found.append(refused.problems[0].code)
    return found


def test_f21_what_the_machine_has_no_time_for_may_come_again_three_times():
    one, other = photo((300, 300)), photo((301, 300))
    hurried = Darkroom(Limits(wall_seconds=0.001))
    assert answers(hurried, one, other, one, one) == [*["photo_busy"] * 3, "image_damaged"]
    assert answers(Darkroom(), one) == [""]


def test_f21_a_worker_that_somebody_else_ended_says_nothing_of_the_picture(monkeypatch, tmp_path):
    killed = tmp_path / "killed.py"
    killed.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(darkroom, "_WORKER", killed)
    assert answers(Darkroom(), photo()) == ["photo_busy"]


def test_f21_more_pictures_than_turns_are_asked_to_come_again():
    tight = Darkroom(Limits(wall_seconds=0.01))
    tight._turns.acquire()
    tight._turns.acquire()
    with pytest.raises(Refused) as refused:
        tight.develop(photo())
    assert refused.value.problems[0].code == "photo_busy"
