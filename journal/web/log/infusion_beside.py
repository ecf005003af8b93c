"""What stands beside the form of an infusion: the plan in force, the clinic's weight, the course.

The plan fills in the product, the amount and the volume as they were ordered; the weight of the day
is shown and never filled in.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care.courses import follows
from journal.care.infusion_kinds import variant_for
from journal.care.knowledge.infusions import FIELDS, OTHER, Variant, find_variant
from journal.care.products import IMMUNOGLOBULINS
from journal.care.units import show_amount
from journal.plans.expected import medicines_of
from journal.plans.infused import may_be_infused
from journal.plans.infusion_days import may_join
from journal.plans.infusion_plans import before_of, history_of, plans_in_force
from journal.plans.turns import turn_at, turns_of
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.infusion import InfusionRow
from journal.records.medicines import Medicine, Turn
from journal.web.forms import Form
from journal.web.infusion_plan_words import amount_lines, step_lines
from journal.web.log.scene import Scene
from journal.words import amount_text, day_text


@dataclass(frozen=True)
class Beside:
    """The child's infused medicines with their plans, for one drawing of the form."""

    scene: Scene

    @cached_property
    def today(self) -> date:
        return self.scene.now.astimezone(ZoneInfo(self.scene.child.zone)).date()

    @cached_property
    def plans(self) -> dict[uuid.UUID, InfusionPlan]:
        return plans_in_force(history_of(self.scene.session, self.scene.child.id), self.today)

    @cached_property
    def medicines(self) -> list[Medicine]:
        """Those that may be an infusion and that nobody stopped; those with a plan first."""
        found = medicines_of(self.scene.session, self.scene.child.id)
        turns = turns_of(self.scene.session, [one.id for one in found])
        held = {id_: turn_at(each, self.scene.now) for id_, each in turns.items()}
        running = [
            one for one in found if (turn := held.get(one.id)) is None or turn.turn is not Turn.STOP
        ]
        kept = [one for one in running if one.id in self.plans or may_be_infused(one)]
        return sorted(kept, key=lambda one: one.id not in self.plans)

    def chosen(self, asked: str, last: str = "") -> Medicine | None:
        """The medicine that the address names; without one, the only one with a plan.

        Where none has a plan, the only one of the kind of the `last` product: an infusion counts
        for its medicine (its vaccine holds, its blood tests), so none is taken for another.
        """
        named = [one for one in self.medicines if str(one.id) == asked]
        if named or asked:
            return named[0] if named else None
        kind = variant_for(last).id
        found = [one for one in self.medicines if one.id in self.plans] or [
            one for one in self.medicines if kind != OTHER and variant_for(one.name).id == kind
        ]
        return found[0] if len(found) == 1 else None

    def counts_for(self, asked: str, product: str) -> str | None:
        """The medicine that an infusion counts for, by what ran: the id that was asked for, or else
        that of the only medicine of the product's kind; None where nobody can tell.

        A form begins with the plan's medicine, and stays with it when another product is typed.
        """
        ran, medicine = _kind(variant_for(product)), _medicine(self.scene, asked)
        if medicine is None or ran == OTHER or self._kind_of(medicine) in (ran, OTHER):
            return asked
        found = [one for one in self.medicines if self._kind_of(one) == ran]
        return str(found[0].id) if len(found) == 1 else None

    def _kind_of(self, medicine: Medicine) -> str:
        plan = self.plans.get(medicine.id)
        planned = find_variant(plan.variant) if plan else None
        return _kind(planned or variant_for(medicine.name))

    def start(self, medicine: Medicine | None) -> dict[str, Any]:
        """What the plan fills in; of a course over several days no amount: nobody wrote a day's."""
        if medicine is None:
            return {}
        filled: dict[str, Any] = {"medicine": str(medicine.id)}
        plan = self.plans.get(medicine.id)
        if plan is None:
            return filled
        filled |= {"product": plan.product or medicine.name, "unit": plan.unit or ""}
        filled |= {"place": plan.place, "access": plan.access}
        if plan.days == 1:
            filled |= {
                name: "" if value is None else show_amount(value)
                for name, value in (("amount", plan.amount), ("volume_ml", plan.volume_ml))
            }
        return {name: value for name, value in filled.items() if value}

    def plan_of(self, form: Form) -> InfusionPlan | None:
        """The plan of the medicine that stands in the form."""
        medicine = self.chosen(form.get("medicine")) if form.get("medicine") else None
        return self.plans.get(medicine.id) if medicine else None

    def variant_of(self, form: Form) -> Variant:
        """The kind by the plan, or by the product; for what is not known, the one that has all."""
        plan = self.plan_of(form)
        found = find_variant(plan.variant) if plan else None
        return found or variant_for(form.get("product"))

    def context(self, form: Form, last: Sequence[InfusionRow]) -> dict[str, Any]:
        """What templates/log/infusion.html shows besides the fields themselves.

        An edit shows every field, and the words that its entry is taken apart into.
        """
        plan = self.plan_of(form)
        variant = self.variant_of(form)
        filled = {name for name in FIELDS if form.text.get(name)}
        lines = [] if plan is None else [*amount_lines(plan), *step_lines(plan)]
        return {
            "medicines": self._tiles(form),
            "planned": lines,
            "planned_before": [] if plan is None else [one.what for one in before_of(plan)],
            "shows": {*variant.fields, *filled},
            "said_reactions": variant.reactions,
            "course": form.get("course") or self._course(form, last),
        }

    def _tiles(self, form: Form) -> list[tuple[str, str]]:
        tiles = [(str(one.id), one.name) for one in self.medicines]
        known = form.get("medicine")
        if known and known not in dict(tiles):
            row = _medicine(self.scene, known)
            tiles += [(known, row.name)] if row else []
        return [*tiles, ("", _("None of the plan"))] if tiles else []

    def _course(self, form: Form, last: Sequence[InfusionRow]) -> str:
        """That today may be a further day of a course, or "" (H44)."""
        kind, zone = variant_for(form.get("product")).id, ZoneInfo(self.scene.child.zone)
        days: list[date] = []
        amounts = []
        for row in last:
            on = row.at.astimezone(zone).date()
            is_same = variant_for(row.product).id == kind and on < (days or [self.today])[-1]
            if not is_same or not follows(on, (days or [self.today])[-1]):
                continue
            days.append(on)
            amounts.append(amount_text(row.amount, row.unit))
        if not days or self.today - days[0] > timedelta(days=1):
            return ""
        around = (self.scene.session, self.scene.child, form.get("product"))
        if not may_join(*around, days[-1], self.today):
            return ""
        given = ", ".join(amount for amount in reversed(amounts) if amount)
        text = _("Day %(n)s of the course of %(day)s", n=len(days) + 1, day=day_text(days[-1]))
        return f"{text} ({given})" if given else text


def _kind(variant: Variant) -> str:
    """Its id; one for immunoglobulin by either way: a brand often comes for both."""
    return IMMUNOGLOBULINS[0] if variant.id in IMMUNOGLOBULINS else variant.id


def _medicine(scene: Scene, text: str) -> Medicine | None:
    try:
        row = scene.session.get(Medicine, uuid.UUID(text))
    except ValueError:
        return None
    return row if row is not None and row.child_id == scene.child.id else None
