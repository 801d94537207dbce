import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Policy } from "#site/policy.ts";
import { byMail, channels, directoryFrom, person, type SiteDraft } from "../../test/peers/escalation-site.ts";
import { acknowledge } from "./answer.ts";
import type { Callout } from "./callout.ts";
import { begin, type Decision, decide, escalateNow, reAnnunciate } from "./decide.ts";

const T0 = Date.parse("2026-03-02T12:00:00Z");
const at = (sec: number) => T0 + sec * 1000;
const site: SiteDraft = {
  channel: channels,
  person: [
    byMail("anna"),
    byMail("bob"),
    byMail("carl"),
    byMail("boss"),
    person("off", { active: false }),
    person("unconfirmed", { methods: [{ id: "mail", channel: "mail", address: "unconfirmed@x" }] }),
  ],
  team: [
    { id: "electricians", name: "Electricians", members: ["anna", "bob"] },
    { id: "empty", name: "Empty team", members: [] },
  ],
  schedule: [
    {
      id: "night",
      name: "Night shift",
      timeZone: "Europe/Berlin",
      rotations: [{ id: "r", members: ["anna", "bob"], startsOn: "2026-03-01", every: { unit: "day", count: 1 } }],
    },
    { id: "vacant", name: "Vacant shift", timeZone: "UTC" },
  ],
};
const directory = directoryFrom(site);
const policyOf = (rest: object) => Policy.parse({ id: "p", name: "Policy", ...rest });
const alarm = { id: 1, alarm: 17, occurrence: 5, sequence: 1, partition: "site", priority: "high" } as const;

/** Messages as `12 anna mail`: seconds after the beginning, person, method. */
function story(policy: Policy, of = directory, callout: Callout = begin(policy, 1, alarm, T0, "routed")) {
  const said: string[] = [];
  const decisions: Exclude<Decision, { rule: "wait" }>[] = [];
  for (let turns = 0; callout.dueAt !== null && turns < 200; turns++) {
    const now = callout.dueAt;
    const decision = decide(callout, policy, of, now);
    if (decision.rule === "wait") {
      callout = { ...callout, dueAt: decision.until };
      continue;
    }
    for (const message of decision.messages) said.push(`${(now - T0) / 1000} ${message.person} ${message.method}`);
    if (decision.rule === "exhausted") said.push(`${(now - T0) / 1000} exhausted`);
    decisions.push(decision);
    const { state, position, dueAt, because } = decision;
    callout = { ...callout, state, position, dueAt, because };
  }
  return { said, decisions, callout };
}

describe("decide", () => {
  const steps = (...tell: object[]) => tell.map((one) => ({ waitSec: 60, tell: [one] }));
  const table: { says: string; policy: object; said: string[] }[] = [
    {
      says: "tells step after step, then is exhausted",
      policy: { steps: steps({ person: "anna" }, { person: "bob" }) },
      said: ["0 anna mail", "60 bob mail", "120 exhausted"],
    },
    {
      says: "begins later when the policy says so",
      policy: { startAfterSec: 30, steps: steps({ person: "anna" }) },
      said: ["30 anna mail", "90 exhausted"],
    },
    {
      says: "goes through all steps again",
      policy: { repeats: 2, steps: steps({ person: "anna" }, { person: "bob" }) },
      said: [
        "0 anna mail",
        "60 bob mail",
        "120 anna mail",
        "180 bob mail",
        "240 anna mail",
        "300 bob mail",
        "360 exhausted",
      ],
    },
    {
      says: "tells a team at once",
      policy: { steps: [{ waitSec: 60, tell: [{ team: "electricians" }] }] },
      said: ["0 anna mail", "0 bob mail", "60 exhausted"],
    },
    {
      says: "tells a team one after the other",
      policy: { steps: [{ waitSec: 60, how: "sequential", gapSec: 20, tell: [{ team: "electricians" }] }] },
      said: ["0 anna mail", "20 bob mail", "60 exhausted"],
    },
    {
      says: "does not end a step before the last of a sequence had the time to answer",
      policy: {
        steps: [
          { waitSec: 10, how: "sequential", gapSec: 20, tell: [{ team: "electricians" }] },
          ...steps({ person: "boss" }),
        ],
      },
      said: ["0 anna mail", "20 bob mail", "40 boss mail", "100 exhausted"],
    },
    {
      says: "tells whoever is on duty when the step begins",
      policy: { steps: [{ waitSec: 86_400, tell: [{ schedule: "night" }] }, ...steps({ schedule: "night" })] },
      said: ["0 bob mail", "86400 anna mail", "86460 exhausted"],
    },
    {
      says: "tells a person once per step, whatever names them",
      policy: { steps: [{ waitSec: 60, tell: [{ person: "bob" }, { schedule: "night" }, { team: "electricians" }] }] },
      said: ["0 bob mail", "0 anna mail", "60 exhausted"],
    },
    {
      says: "passes over the inactive and the unconfirmed",
      policy: { steps: [{ waitSec: 60, tell: [{ person: "off" }, { person: "unconfirmed" }, { person: "anna" }] }] },
      said: ["0 anna mail", "60 exhausted"],
    },
    {
      says: "tells the fallback at once when a step has nobody, and again at the end",
      policy: { fallback: [{ person: "boss" }], steps: steps({ schedule: "vacant" }, { person: "anna" }) },
      said: ["0 boss mail", "60 anna mail", "120 boss mail", "120 exhausted"],
    },
    {
      says: "goes on at once to a step that has somebody when there is no fallback",
      policy: { steps: steps({ schedule: "vacant" }, { person: "anna" }) },
      said: ["0 anna mail", "60 exhausted"],
    },
    {
      says: "keeps trying at its own pace when there is nobody at all",
      policy: { repeats: 1, steps: steps({ schedule: "vacant" }, { person: "off" }) },
      said: ["240 exhausted"],
    },
    {
      says: "never spins, even when nothing waits",
      policy: { repeats: 3, steps: [{ waitSec: 0, tell: [{ person: "anna" }] }] },
      said: ["0 anna mail", "1 anna mail", "2 anna mail", "3 anna mail", "4 exhausted"],
    },
  ];
  for (const { says, policy, said } of table) it(says, () => assert.deepEqual(story(policyOf(policy)).said, said));

  it("gives each message its reason", () => {
    const { decisions } = story(policyOf({ steps: steps({ schedule: "night" }) }));
    assert.equal(decisions[0]?.messages[0]?.because, "on duty in Night shift (step 1)");
    assert.equal(decisions[0]?.because, "Bob was told by mail: on duty in Night shift (step 1)");
    assert.match(decisions[1]?.because ?? "", /nobody acknowledged in 1 step, gone through 1 time/);
  });

  const nobody: { says: string; tell: object; because: RegExp; schedules: string[] }[] = [
    {
      says: "nobody on duty",
      tell: { schedule: "vacant" },
      because: /nobody is on duty in Vacant shift/,
      schedules: ["vacant"],
    },
    { says: "an empty team", tell: { team: "empty" }, because: /team Empty team has no members/, schedules: [] },
    { says: "an inactive person", tell: { person: "off" }, because: /Off is not active/, schedules: [] },
    {
      says: "an unconfirmed method",
      tell: { person: "unconfirmed" },
      because: /mail is not used: its owner has not confirmed it/,
      schedules: [],
    },
    { says: "an unknown schedule", tell: { schedule: "gone" }, because: /schedule gone does not exist/, schedules: [] },
  ];
  for (const { says, tell, because, schedules } of nobody) {
    it(`says that a step has nobody: ${says}`, () => {
      const { decisions } = story(policyOf({ fallback: [{ person: "boss" }], steps: steps(tell) }));
      assert.match(decisions[0]?.nobody?.because ?? "", because);
      assert.deepEqual(decisions[0]?.nobody?.schedules, schedules);
      assert.equal(decisions[0]?.messages[0]?.because, "named in the fallback (fallback)");
    });
  }

  it("uses the site's fallback when the policy has none", () => {
    const of = directoryFrom({ ...site, setting: [{ id: "site", fallback: [{ person: "boss" }] }] });
    assert.deepEqual(story(policyOf({ steps: steps({ schedule: "vacant" }) }), of).said, [
      "0 boss mail",
      "60 boss mail",
      "60 exhausted",
    ]);
  });

  const rules = [
    {
      priorities: ["high"],
      when: { windows: [{ from: "22:00", to: "06:00" }] },
      tell: [{ method: "voice" }],
    },
    {
      priorities: ["high", "critical"],
      tell: [{ method: "mail" }, { method: "sms", afterSec: 30 }, { method: "voice", afterSec: 90 }],
    },
  ];
  const personal: { says: string; dora: object; said: string[] }[] = [
    {
      says: "all methods at once without rules",
      dora: {},
      said: ["0 dora mail", "0 dora sms", "0 dora voice", "60 exhausted"],
    },
    {
      says: "by the first rule that fits, and on into the next step",
      dora: { rules },
      said: ["0 dora mail", "30 dora sms", "60 exhausted", "90 dora voice"],
    },
    {
      says: "by the hours of the person's own zone",
      dora: { rules, timeZone: "Asia/Tokyo" }, // 21:00
      said: ["0 dora mail", "30 dora sms", "60 exhausted", "90 dora voice"],
    },
    {
      says: "by the hours of the person's own zone, at night",
      dora: { rules, timeZone: "Australia/Sydney" },
      said: ["0 dora voice", "60 exhausted"],
    },
    {
      says: "all methods when no rule is for this priority",
      dora: { rules: [{ priorities: ["low"], tell: [{ method: "mail" }] }] },
      said: ["0 dora mail", "0 dora sms", "0 dora voice", "60 exhausted"],
    },
    {
      says: "the next method in time when the first is unconfirmed",
      dora: {
        rules,
        methods: [
          { id: "mail", channel: "mail", address: "unconfirmed@x" },
          { id: "sms", channel: "sms", address: "1" },
          { id: "voice", channel: "voice", address: "2" },
        ],
      },
      said: ["0 dora sms", "60 dora voice", "60 exhausted"],
    },
    {
      says: "the other methods when none of the rule's can be used",
      dora: { rules: [{ priorities: ["high"], tell: [{ method: "pager" }] }] },
      said: ["0 dora mail", "0 dora sms", "0 dora voice", "60 exhausted"],
    },
  ];
  for (const { says, dora, said } of personal) {
    it(`tells a person ${says}`, () => {
      const of = directoryFrom({ ...site, person: [person("dora", dora)] });
      assert.deepEqual(story(policyOf({ steps: steps({ person: "dora" }) }), of).said, said);
    });
  }

  it("leaves a channel alone that is off", () => {
    const of = directoryFrom({
      ...site,
      channel: channels.map((channel) => ({ ...channel, enabled: channel.id !== "sms" })),
      person: [person("dora")],
    });
    assert.deepEqual(story(policyOf({ steps: steps({ person: "dora" }) }), of).said, [
      "0 dora mail",
      "0 dora voice",
      "60 exhausted",
    ]);
  });

  it("drops a planned message whose method is no longer confirmed, and says so", () => {
    const of = directoryFrom({ ...site, person: [person("dora", { rules })] });
    const policy = policyOf({ steps: steps({ person: "dora" }) });
    const first = decide(begin(policy, 1, alarm, T0, ""), policy, of, T0);
    assert.ok(first.rule === "notify");
    const callout = { ...begin(policy, 1, alarm, T0, ""), position: first.position, dueAt: first.dueAt };
    const next = decide(callout, policy, { ...of, verified: (_p, channel) => channel !== "sms" }, at(30));
    assert.ok(next.rule === "notify");
    assert.deepEqual(next.messages, []);
    assert.match(next.because, /sms of Dora is not used: its owner has not confirmed it/);
  });

  it("after a long stop makes up for what is overdue once, and then gives everybody their time", () => {
    const policy = policyOf({ steps: steps({ person: "anna" }, { person: "bob" }, { person: "carl" }) });
    const first = decide(begin(policy, 1, alarm, T0, ""), policy, directory, T0);
    assert.ok(first.rule === "notify");
    const late = decide({ ...begin(policy, 1, alarm, T0, ""), position: first.position }, policy, directory, at(3600));
    assert.ok(late.rule === "notify");
    assert.deepEqual(
      late.messages.map((message) => message.person),
      ["bob"],
    );
    assert.equal(late.dueAt, at(3660));
  });

  it("waits for an answer without a reason to act", () => {
    const policy = policyOf({ steps: steps({ person: "anna" }) });
    const first = decide(begin(policy, 1, alarm, T0, ""), policy, directory, T0);
    assert.ok(first.rule === "notify");
    const decision = decide(
      { ...begin(policy, 1, alarm, T0, ""), position: first.position },
      policy,
      directory,
      at(59),
    );
    assert.deepEqual(decision, { rule: "wait", until: at(60), because: "step 1 waits for an answer" });
  });
});

describe("acknowledge", () => {
  const told = ["anna", "bob", "carl"];
  const table: { needs: unknown; by: string[]; done: boolean[] }[] = [
    { needs: "any", by: ["bob"], done: [true] },
    { needs: "any", by: ["operator:olga"], done: [true] },
    { needs: "all", by: ["anna", "bob", "carl"], done: [false, false, true] },
    { needs: "all", by: ["anna", "anna", "operator:olga", "carl"], done: [false, false, false, true] },
    { needs: { quorum: 2 }, by: ["anna", "carl"], done: [false, true] },
    { needs: { quorum: 2 }, by: ["anna", "anna"], done: [false, false] },
    { needs: { quorum: 2 }, by: ["operator:olga", "operator:otto"], done: [false, true] },
  ];
  for (const { needs, by, done } of table) {
    it(`${JSON.stringify(needs)}: ${by.join(", ")}`, () => {
      const policy = policyOf({ needs, steps: [{ tell: [{ person: "anna" }] }] });
      const fresh = begin(policy, 1, alarm, T0, "");
      let callout: Callout = { ...fresh, position: { ...fresh.position, told } };
      const answers = by.map((who) => {
        const answer = acknowledge(callout, who, T0, policy);
        callout = answer.callout;
        return answer.done;
      });
      assert.deepEqual(answers, done);
      assert.equal(callout.state, done.at(-1) ? "acknowledged" : "running");
    });
  }

  it("does not tell those again who have answered, while others must still answer", () => {
    const policy = policyOf({
      needs: { quorum: 2 },
      steps: [
        { waitSec: 60, tell: [{ person: "anna" }] },
        { waitSec: 60, tell: [{ team: "electricians" }] },
      ],
    });
    const first = decide(begin(policy, 1, alarm, T0, ""), policy, directory, T0);
    assert.ok(first.rule === "notify");
    const answer = acknowledge(
      { ...begin(policy, 1, alarm, T0, ""), position: first.position },
      "anna",
      at(10),
      policy,
    );
    assert.equal(answer.because, "anna acknowledged; 1 more of 2 must answer");
    assert.deepEqual(story(policy, directory, { ...answer.callout, dueAt: at(60) }).said, [
      "60 bob mail",
      "120 exhausted",
    ]);
  });

  it("loses its force, and the callout starts anew", () => {
    const policy = policyOf({ acknowledgementExpiresSec: 600, steps: [{ waitSec: 60, tell: [{ person: "anna" }] }] });
    const { callout } = acknowledge(begin(policy, 1, alarm, T0, ""), "anna", at(5), policy);
    assert.equal(callout.dueAt, at(605));
    assert.equal(decide(callout, policy, directory, at(604)).rule, "wait");
    const { said, decisions } = story(policy, directory, callout);
    assert.deepEqual(said, ["605 anna mail", "665 exhausted"]);
    assert.match(decisions[0]?.because ?? "", /still active 600 s after it was acknowledged/);
  });
});

describe("escalate now and annunciate again", () => {
  const policy = policyOf({
    steps: [
      { waitSec: 600, tell: [{ person: "anna" }] },
      { waitSec: 600, tell: [{ person: "bob" }] },
    ],
  });
  const first = decide(begin(policy, 1, alarm, T0, ""), policy, directory, T0);
  assert.ok(first.rule === "notify");
  const running: Callout = { ...begin(policy, 1, alarm, T0, ""), position: first.position, dueAt: first.dueAt };

  it("begins the next step now", () => {
    assert.deepEqual(story(policy, directory, escalateNow(running, at(5))).said, ["5 bob mail", "605 exhausted"]);
  });

  it("begins again when all steps were gone through", () => {
    const { callout } = story(policy);
    assert.equal(callout.state, "exhausted");
    assert.equal(story(policy, directory, escalateNow(callout, at(5000))).said[0], "5000 anna mail");
  });

  it("tells those again who know an earlier severity, together with the first step", () => {
    const second: Callout = { ...running, position: { ...running.position, step: 1, told: ["anna", "bob"] } };
    const again = reAnnunciate(second, 2, at(700));
    assert.equal(again.sequence, 2);
    assert.deepEqual(story(policy, directory, again).said.slice(0, 2), ["700 anna mail", "700 bob mail"]);
  });
});

describe("the call-out problem of Ignition's forum 69603", () => {
  it("e-mails at once, calls lead and backup on three channels five times, then the contingencies, then starts again", () => {
    const of = directoryFrom({
      channel: channels,
      person: [byMail("everyone"), ...["lead", "backup", "first", "second", "third"].map((id) => person(id))],
    });
    const both = { waitSec: 300, tell: [{ person: "lead" }, { person: "backup" }] };
    const policy = policyOf({
      repeats: 1,
      steps: [
        { ...both, tell: [{ person: "everyone" }, ...both.tell] },
        both,
        both,
        both,
        both,
        ...["first", "second", "third"].map((id) => ({ waitSec: 300, tell: [{ person: id }] })),
      ],
    });
    const round = (from: number) => [
      `${from} everyone mail`,
      ...[0, 300, 600, 900, 1200].flatMap((sec) =>
        ["lead", "backup"].flatMap((who) => ["mail", "sms", "voice"].map((how) => `${from + sec} ${who} ${how}`)),
      ),
      ...["first", "second", "third"].flatMap((who, index) =>
        ["mail", "sms", "voice"].map((how) => `${from + 1500 + index * 300} ${who} ${how}`),
      ),
    ];
    assert.deepEqual(story(policy, of).said, [...round(0), ...round(2400), "4800 exhausted"]);
  });
});
