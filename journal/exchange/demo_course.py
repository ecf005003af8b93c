"""The demo's course: how the disease went, and what the family wrote down about it.

Everything is made up. Days count from the first day of the journal. Symptoms and places are ids of
the knowledge files.
"""

from dataclasses import dataclass

# How active muscle and skin were, 0 to 10: (day, muscle, skin). Straight lines between.
ACTIVITY = (
    (0, 8.0, 7.0),
    (12, 7.5, 7.0),
    (60, 5.0, 6.0),
    (150, 2.5, 4.0),
    (215, 2.0, 3.0),
    (240, 6.0, 6.5),
    (300, 3.0, 4.5),
    (390, 1.5, 2.5),
    (435, 1.5, 2.5),
    (452, 4.0, 5.0),
    (490, 2.0, 3.0),
    (548, 1.2, 1.8),
)


@dataclass(frozen=True, slots=True)
class Track:
    """A symptom that follows the disease.

    part      "muscle", "skin", or "steroid" (follows the daily amount)
    share     how much of the activity it shows, 0 to 1
    often     how likely it is written down on a day, at full activity
    until     the last day on which it was seen
    """

    symptom: str
    part: str
    share: float
    often: float
    sites: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    until: int = 999


TRACKS = (
    Track(
        "stairs", "muscle", 1.0, 0.5, words=("Pulls up by the rail", "Carried up in the evening")
    ),
    Track(
        "getting_up", "muscle", 0.9, 0.3, words=("Needs a chair to get up", "Got up alone today")
    ),
    Track("fatigue", "muscle", 0.9, 0.5, words=("Asleep by six", "Lay down after school")),
    Track("myalgia", "muscle", 0.6, 0.3, ("left_thigh", "right_thigh"), ("After the playground",)),
    Track("neck_weakness", "muscle", 0.7, 0.4, until=70),
    Track("dysphagia", "muscle", 0.5, 0.4, words=("Coughs when she drinks",), until=24),
    Track("dysphonia", "muscle", 0.4, 0.3, words=("Sounds as if through the nose",), until=30),
    Track("heliotrope", "skin", 0.7, 0.3, ("left_eyelid", "right_eyelid")),
    Track("gottron", "skin", 0.9, 0.45, ("left_hand", "right_hand"), ("Knuckles rough and red",)),
    Track("malar_rash", "skin", 0.7, 0.25, ("face",)),
    Track("itch", "skin", 0.6, 0.25, ("upper_back", "scalp"), ("Scratches at night",)),
    Track("nailfold", "skin", 0.5, 0.1, ("left_hand", "right_hand")),
    Track("insomnia", "steroid", 0.7, 0.25, words=("Awake until eleven", "Up at four")),
    Track(
        "mood",
        "steroid",
        0.8,
        0.25,
        words=("Everything made her cry", "Slammed the door, then laughed"),
    ),
    Track("moon_face", "steroid", 0.6, 0.08, words=("She does not like the mirror",)),
)

# Fevers: day, clock and °F, oldest first. The first number of each day is also the symptom.
FEVERS = (
    (149, (("17:30", "101.1"), ("21:15", "100.6"))),
    (150, (("07:10", "100.2"),)),
    (317, (("18:20", "102.2"), ("23:40", "102.9"))),
    (318, (("06:30", "103.1"),)),
    (410, (("19:05", "100.9"), ("22:30", "100.4"))),
    (501, (("16:45", "101.3"), ("20:50", "100.8"))),
    (502, (("07:20", "99.7"),)),
)

STAYS = (
    (7, "10:40", 12, "15:20", "Children's Hospital", "4B", "New diagnosis, first steroid pulses"),
    (
        318,
        "08:15",
        322,
        "11:30",
        "Children's Hospital",
        "4B",
        "Fever, pneumonia, antibiotics by IV",
    ),
)
PULSES = ((8, "750"), (9, "750"), (10, "750"), (17, "750"), (24, "750"), (31, "750"))
REACTION = 480  # the first infusion on or after this day was run faster

# Weight in kg and height in cm, as the clinic measured them.
GROWTH = (
    (2, "24.1", "125.5"), (7, "23.8", "125.6"), (24, "24.6", "125.7"), (53, "26.4", "125.9"),
    (81, "27.3", "126.4"), (108, "27.8", "127.0"), (158, "27.5", "127.9"), (200, "27.2", "128.8"),
    (238, "27.0", "129.5"), (259, "28.1", "129.8"), (301, "28.6", "130.5"), (345, "28.4", "131.2"),
    (385, "28.3", "132.0"), (427, "28.2", "132.8"), (452, "28.4", "133.1"), (494, "28.9", "133.8"),
    (524, "29.0", "134.3"),
)  # fmt: skip

OKAFOR = "Dr. Okafor"
VISITS = (
    (2, "Dr. Weiss", "Blood drawn: muscle enzymes are high. Sent us to rheumatology for Monday."),
    (24, OKAFOR, "Enzymes coming down. Keep the steroid as it is for two more weeks."),
    (53, OKAFOR, "Stronger. Start the step-down, new amount every two weeks. IVIG for the skin."),
    (66, "Maya Torres", "Ten minutes every day: bridges, wall sits, reaching for the shelf."),
    (81, OKAFOR, "Good progress on stairs. Nausea after methotrexate: ondansetron may be used."),
    (108, OKAFOR, "Next part of the step-down, slower now: every 26 days."),
    (158, OKAFOR, "Strength close to her age group. Skin is slower. Labs again in six weeks."),
    (200, OKAFOR, "Keep going. Sunscreen every two hours outdoors, hat and long sleeves."),
    (238, OKAFOR, "Flare: weaker in hips and neck, rash is back. Steroid up to 20 mg, new labs."),
    (245, OKAFOR, "Adds hydroxychloroquine for the skin. Eye check within the next months."),
    (259, OKAFOR, "Better already. Step down again, every four weeks."),
    (
        272,
        "Dr. Lindgren",
        "Eyes: first check before a long time on hydroxychloroquine. Back in a year.",
    ),
    (301, OKAFOR, "Labs quiet. School sports as she likes, rest when tired."),
    (345, OKAFOR, "Lungs clear after the pneumonia. Methotrexate is running again."),
    (385, OKAFOR, "Best visit so far. Knuckles still pink."),
    (427, OKAFOR, "5 mg from this week. Talked about swimming and shade."),
    (452, OKAFOR, "Small flare after the cold. Back to 10 mg, then a slow step-down."),
    (473, "Maya Torres", "Ladder and step-ups twice a week. Calves are tight, stretch them."),
    (494, OKAFOR, "Settling. A firm spot at the right elbow: we watch it."),
    (524, OKAFOR, "Strength good, skin pink at the knuckles. 5 mg next, then 4 mg."),
)

# Asked on, about, text, answered at the visit of that day (None: still open), answer.
QUESTIONS = (
    (
        20,
        "Schoolwork",
        "Can she go back to school for half days?",
        24,
        "Yes, half days, no gym yet.",
    ),
    (
        47,
        "Prednisolone",
        "She is hungry all night. What helps?",
        53,
        "Earlier dinner; it gets less below 20 mg.",
    ),
    (
        74,
        "Methotrexate",
        "She is sick on Wednesday mornings. Anything for that?",
        81,
        "Ondansetron when needed.",
    ),
    (
        101,
        "Vaccines",
        "Flu shot this fall?",
        108,
        "Yes, the shot, not the spray. Ask about the timing.",
    ),
    (
        190,
        "Sun",
        "Is the sun in the car a problem too?",
        200,
        "Side windows let UVA through. Film or sleeves.",
    ),
    (233, "Strength", "Is this a flare or a growth spurt?", 238, "A flare, see labs."),
    (295, "Sports", "May she join the climbing group?", 301, "Yes. Start with one hour."),
    (338, "Methotrexate", "How long after a fever do we wait?", 345, "Call us each time."),
    (
        420,
        "Calcium",
        "Does she still need it below 7.5 mg?",
        427,
        "Yes, for as long as the steroid runs.",
    ),
    (
        488,
        "Elbow",
        "What is the hard spot at her elbow?",
        494,
        "Perhaps calcium. We look again in three months.",
    ),
    (
        516,
        "Prednisolone",
        "When does the next step come?",
        524,
        "Stay on 5 mg for three weeks, then 4 mg.",
    ),
    (531, "IVIG", "Could the next infusion be slower from the start?", None, None),
    (
        536,
        "Swimming",
        "Swim camp starts at four in the afternoon. Is a rash vest enough?",
        None,
        None,
    ),
    (
        541,
        "Methotrexate",
        "Could methotrexate be on Friday, so that school starts without nausea?",
        None,
        None,
    ),
    (545, "School", "Who writes the letter about stairs for the new classroom?", None, None),
)

NOTES = (
    (
        0,
        "Ada",
        "Grandma says she cannot climb onto the couch any more. Starting to write things down.",
    ),
    (4, "Ada", "Purple eyelids. We thought she was tired."),
    (9, "Ben", "Second pulse. Metal taste, then pancakes."),
    (16, "Ada", "First methotrexate at home with the nurse on the phone. Left thigh."),
    (35, "Ben", "Brushed her own hair today. Both of us cried a little."),
    (61, "Ada", "First IVIG took seven hours. Bring the long charger."),
    (90, "Ben", "Rode her bike to the corner and back."),
    (128, "Ada", "Whole day at school, first time since spring."),
    (176, "Ben", "Walked up to the second floor without the rail."),
    (214, "Ada", "7.5 mg now. Face is her own again."),
    (230, "Ben", "Stopped half-way up the stairs twice this week."),
    (262, "Ada", "Sleeps again since the dose is in the morning only."),
    (304, "Ben", "Climbing wall, three meters. Very proud."),
    (330, "Ada", "Home after pneumonia, methotrexate from this Tuesday again, the clinic said."),
    (372, "Ben", "School trip, Ms. Park had the evening tablets."),
    (404, "Ada", "Tom and Nora raced up the hill. She won."),
    (446, "Ben", "Bad cold in the whole house."),
    (470, "Ada", "Hard little spot at the right elbow, does not hurt."),
    (506, "Ben", "Back at school after two days of fever."),
    (533, "Ada", "New box of methotrexate: same strength, other color."),
    (543, "Ben", "Played tag until dark, tired but fine the next morning."),
)

NAUSEA_WORDS = ("Smell of the swab is enough", "Threw up once", "Pale, no breakfast")
SKIPPED = {
    "Methotrexate": "Clinic said wait, she has a fever",
    "Hydroxychloroquine": "Ran out, refill tomorrow",
    "Calcium with vitamin D": "Away from home",
    "Folic acid": "Away from home",
    "Omeprazole": "Forgot to bring it",
}
REFUSED = ("Too bitter", "Would not swallow it", "")
