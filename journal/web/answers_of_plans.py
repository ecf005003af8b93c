"""What the API tells of children, medicines, doses that are due, tests, supply and steroids."""

from typing import Any, Literal

from pydantic import Field

from journal.care.doses import Outcome
from journal.care.steroids import Uncounted
from journal.care.taper import Then
from journal.care.units import Unit
from journal.plans.standing import State
from journal.plans.supply import Undated
from journal.records.lab_plans import Decision
from journal.records.medicines import Cause, Supplied, Turn
from journal.web.answer_types import Count, Day, Id, Moment, Number, Short, Slot, Told, at_times


class ToldChild(Told):
    """A child whom this person or key may see."""

    id: Id
    name: str
    zone: str


class ToldChildren(Told):
    """Every child whom this person or key may see."""

    children: list[ToldChild]


class ToldMeasured(Told):
    """The same amount in mL or tablets."""

    amount: Number
    unit: Unit


class ToldDue(Told):
    """A slot and what was recorded for it; `unknown` when that cannot be told, never "missed"."""

    medicine: Id
    name: str
    slot: Slot | None
    amount: Number | None
    unit: Unit | None
    measured: ToldMeasured | None
    state: Literal["recorded", "none", "unknown"]
    outcome: Outcome | None
    by: str | None
    at: Moment | None
    needs_review: bool


class ToldDay(Told):
    """The slots of one date."""

    as_of: Moment
    due: list[ToldDue]


class ToldPlan(Told):
    """A dose plan. `rhythm` as docs/rules.md#rhythms says."""

    amount: Number
    unit: Unit
    measured: ToldMeasured | None
    rhythm: dict[str, Any]
    from_: Day = Field(alias="from")
    counts_from: Day
    until: Day | None
    ordered_by: str
    why: str
    then: Then | None
    ask_after: Day | None


class ToldHeld(Told):
    """The stop or pause in force."""

    what: Turn
    on: Day
    reason: str
    cause: Cause | None
    advised_by: str
    review_on: Day | None


class ToldMedicine(ToldPlan):
    """A medicine with the plan that holds, or else the next or the last one."""

    id: Id
    name: str
    strength: str
    form: str
    code: str | None
    state: State
    coming: list[ToldPlan]
    held: ToldHeld | None


class ToldReviewed(ToldMedicine):
    """`needs_review`: it was not looked at since a stay in hospital."""

    needs_review: bool


class ToldMedicines(Told):
    """Every medicine of a child, stopped ones included."""

    medicines: list[ToldReviewed]


class ToldLabPlan(Told):
    """Tests that are wanted, and how often."""

    id: Id
    tests: list[str]
    every_weeks: Count | None
    weeks_min: Count | None
    weeks_max: Count | None
    days_min: Count | None
    days_max: Count | None
    repeats: bool
    first_on: Day
    last_on: Day | None
    because: Id | None
    source: str
    decision: Decision
    template: str | None


class ToldTest(Told):
    """The next window of one test."""

    test: str
    opens: Day
    by: Day
    plan: Id
    last: Day | None
    other_results_on: Day | None


class ToldLabVisit(Told):
    """Tests that fit into one visit to the laboratory; `with` is why it is on that day."""

    on: Day
    tests: list[str]
    with_: str | None = Field(alias="with")


class ToldLabPlans(Told):
    """Every rule that stands, what is due by them, and the proposed visits."""

    lab_plans: list[ToldLabPlan]
    due: list[ToldTest]
    visits: list[ToldLabVisit]


class ToldProblem(Told):
    """Why something cannot be told, with a sentence that says what to do."""

    error: str
    field: str | None
    message: str
    got: Short = at_times()


class ToldSlip(Told):
    """One thing that was said of the packages."""

    id: Id
    what: Supplied
    amount: Number | None
    unit: Unit | None
    strength: str
    at: Moment
    use_by: Day | None
    package: Id | None
    lot: str
    note: str
    by: Id
    taken_back_at: Moment | None


class ToldSupply(Told):
    """What is left. `runs_out_on` is the day of the first dose that is not covered."""

    left: Number | None
    left_if_given: Number | None
    without_record: Count
    unit: Unit | None
    runs_out_on: Day | None
    undated: Undated | None
    until: Day | None
    use_by: Day | None
    problem: ToldProblem | None
    refill_days: Count | None
    history: list[ToldSlip]


class ToldNewSlip(ToldSupply):
    """The supply with what was just said of it."""

    id: Id


class ToldSteroid(Told):
    """A steroid that is in the sum, by which figure and whose."""

    medicine: str
    name: str
    steroid: str
    mg_equal_to_5_of_prednisone: Number
    sources: list[str]


class ToldLeftOut(Told):
    """What was taken and is not in the sum."""

    name: str
    why: Uncounted
    doses: Count
    mg: Number


class ToldSteroidDay(Told):
    """What was given on one day, in mg of prednisone; `missing` when a dose has no record."""

    on: Day
    mg: Number | None
    infused_mg: Number | None
    record: Literal["missing", "whole"]


class ToldWeight(Told):
    """The weight that an amount for each kg was worked out with."""

    kg: Number
    on: Day


class ToldStretch(Told):
    """What was given over some days, in mg of prednisone but for `own_mg_a_day`."""

    from_: Day = Field(alias="from")
    to: Day
    own_mg_a_day: Number | None
    mg_a_day: Number | None
    mg_a_kg_a_day: Number | None
    weight: ToldWeight | None
    mg: Number | None
    infused_mg: Number | None
    days_counted: Count
    days_without_record: Count
    grams_so_far: Number | None


class ToldStep(ToldStretch):
    """A stretch of one amount of one medicine."""

    medicine: str
    name: str
    planned: bool


class ToldSteroids(Told):
    """What was given of steroids, in prednisone equivalents."""

    as_of: Moment
    grams: Number
    counted: list[ToldSteroid]
    left_out: list[ToldLeftOut]
    days: list[ToldSteroidDay]
    steps: list[ToldStep]
    months: list[ToldStretch]
