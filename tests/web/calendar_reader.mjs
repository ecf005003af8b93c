// Reads a calendar with ical.js and prints [seconds since 1970, title] for each event, as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  const known = new ICAL.Timezone(zone);
  ICAL.TimezoneService.register(known.tzid, known);
}
const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
console.log(JSON.stringify(events.map((one) => [one.startDate.toUnixTime(), one.summary])));
