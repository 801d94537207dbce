import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byMail, channels, person, type SiteDraft, siteOf, verified } from "../../test/peers/escalation-site.ts";
import { coverage } from "./coverage.ts";
import { directoryOf } from "./directory.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z"); // a Monday
const round = (rest: object = {}) => ({
  id: "night",
  name: "Night shift",
  timeZone: "Europe/Berlin",
  rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "week", count: 1 } }],
  ...rest,
});
const draft = (rest: SiteDraft = {}): SiteDraft => ({
  channel: channels,
  person: [byMail("anna"), byMail("bob")],
  schedule: [round()],
  policy: [{ id: "p", name: "P", steps: [{ tell: [{ schedule: "night" }] }] }],
  ...rest,
});
const raised = (rest: SiteDraft) => {
  const site = siteOf(draft(rest));
  const { reports } = coverage(site, directoryOf(site, verified), NOW);
  return reports
    .filter(({ kind }) => kind === "raise")
    .map(({ point, condition, priority, text }) => `${point} ${condition} ${priority}: ${text}`);
};

describe("coverage", () => {
  const unconfirmed = [{ id: "mail", channel: "mail", address: "unconfirmed@x" }];
  const table: { says: string; site: SiteDraft; raises: string[] }[] = [
    { says: "all is well", site: {}, raises: [] },
    {
      says: "a gap in ten days",
      site: { schedule: [round({ overrides: [{ from: "2026-03-12T18:00", to: "2026-03-13T06:00" }] })] },
      raises: [
        "duty/night coverage-gap medium: Nobody is on duty in Night shift from Thu 12 Mar 2026, 18:00 to Fri 13 Mar 2026, 06:00 (Europe/Berlin). Add somebody to the schedule.",
      ],
    },
    {
      says: "a gap tonight",
      site: { schedule: [round({ overrides: [{ from: "2026-03-02T18:00", to: "2026-03-02T22:00" }] })] },
      raises: [
        "duty/night coverage-gap high: Nobody is on duty in Night shift from Mon 2 Mar 2026, 18:00 to Mon 2 Mar 2026, 22:00 (Europe/Berlin). Add somebody to the schedule.",
      ],
    },
    {
      says: "a gap further away than one looks",
      site: { schedule: [round({ overrides: [{ from: "2026-04-12T18:00", to: "2026-04-13T06:00" }] })] },
      raises: [],
    },
    {
      says: "a gap that the site's settings make one look for",
      site: {
        setting: [{ id: "site", coverageDays: 60 }],
        schedule: [round({ overrides: [{ from: "2026-04-12T18:00", to: "2026-04-13T06:00" }] })],
      },
      raises: [
        "duty/night coverage-gap medium: Nobody is on duty in Night shift from Sun 12 Apr 2026, 18:00 to Mon 13 Apr 2026, 06:00 (Europe/Berlin). Add somebody to the schedule.",
      ],
    },
    {
      says: "an empty schedule that nobody uses",
      site: { schedule: [round(), { id: "unused", name: "Unused", timeZone: "UTC" }] },
      raises: [],
    },
    {
      says: "an empty schedule in the fallback",
      site: {
        setting: [{ id: "site", fallback: [{ schedule: "empty" }] }],
        schedule: [round(), { id: "empty", name: "Empty", timeZone: "UTC" }],
      },
      raises: [
        "duty/empty coverage-gap high: Nobody is on duty in Empty from Mon 2 Mar 2026, 12:00 to the end of what is planned (UTC). Add somebody to the schedule.",
      ],
    },
    {
      says: "somebody on duty without a confirmed method",
      site: { person: [person("anna", { methods: unconfirmed })] },
      raises: [
        "person/anna unreachable medium: Anna (on duty in Night shift) can't be told: mail is not used: its owner has not confirmed it; have one confirmed.",
      ],
    },
    {
      says: "somebody who stands in next week without any method",
      site: {
        person: [byMail("anna"), person("bob", { methods: [] })],
        schedule: [round({ overrides: [{ from: "2026-03-10T18:00", to: "2026-03-11T06:00", person: "bob" }] })],
      },
      raises: [
        "person/bob unreachable medium: Bob (standing in for everybody in Night shift) can't be told: there is no contact method; add one and have it confirmed.",
      ],
    },
    {
      says: "P-094 places that must be manned, whose watch is empty now, or later",
      site: {
        policy: [],
        partition: [
          { id: "east", name: "East", mustBeManned: true, watch: "empty" },
          { id: "west", name: "West", mustBeManned: true, watch: "night" },
          { id: "store", name: "Store", watch: "empty" },
        ],
        workstation: [{ id: "gate", name: "Gate", mustBeManned: true, watch: "empty" }],
        schedule: [
          round({ overrides: [{ from: "2026-03-12T18:00", to: "2026-03-13T06:00" }] }),
          { id: "empty", name: "Empty", timeZone: "UTC" },
        ],
      },
      raises: [
        "workstation/gate nobody-on-duty high: Nobody is on duty in Empty, whose duty it is to watch Gate, which must be manned. Add somebody to the schedule, and have somebody sign in there.",
        "partition/east nobody-on-duty high: Nobody is on duty in Empty, whose duty it is to watch East, which must be manned. Add somebody to the schedule, and have somebody sign in there.",
        "duty/night coverage-gap medium: Nobody is on duty in Night shift from Thu 12 Mar 2026, 18:00 to Fri 13 Mar 2026, 06:00 (Europe/Berlin). Add somebody to the schedule.",
        "duty/empty coverage-gap high: Nobody is on duty in Empty from Mon 2 Mar 2026, 12:00 to the end of what is planned (UTC). Add somebody to the schedule.",
      ],
    },
    {
      says: "somebody whose watch it is, and who need not be told",
      site: {
        policy: [],
        partition: [{ id: "west", name: "West", mustBeManned: true, watch: "night" }],
        person: [byMail("anna", { methods: [] })],
      },
      raises: [],
    },
    {
      says: "somebody unreachable whom nobody needs",
      site: { person: [byMail("anna"), person("bob", { methods: [] })] },
      raises: [],
    },
    {
      says: "an inactive member of a team",
      site: {
        person: [byMail("anna"), byMail("bob", { active: false })],
        team: [{ id: "t", name: "Team", members: ["bob"] }],
        policy: [{ id: "p", name: "P", steps: [{ tell: [{ schedule: "night" }, { team: "t" }] }] }],
      },
      raises: [
        "person/bob unreachable medium: Bob (member of Team) can't be told: the person is not active, yet named or on duty; take the person out or make active.",
      ],
    },
  ];
  for (const { says, site, raises } of table) it(says, () => assert.deepEqual(raised(site), raises));

  it("clears everything that is well, and says when to look again", () => {
    const site = siteOf(draft());
    const { reports, nextAt } = coverage(site, directoryOf(site, verified), NOW);
    assert.deepEqual(
      reports.map(({ kind, point, condition }) => `${kind} ${point} ${condition}`),
      [
        "clear duty/night coverage-gap",
        "clear duty/night nobody",
        "clear person/anna unreachable",
        "clear person/bob unreachable",
      ],
    );
    assert.equal(nextAt, Date.parse("2026-03-05T08:00:00+01:00"));
  });
});
