import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRIORITIES, type Priority } from "#events/event.ts";
import { Person } from "#site/person.ts";
import { Policy, Route } from "#site/policy.ts";
import { byMail, channels, directoryFrom, person } from "../../test/peers/escalation-site.ts";
import { begin } from "./decide.ts";
import { nextMethod } from "./next-method.ts";
import { quietAt } from "./quiet.ts";
import { simulate } from "./simulate.ts";

const NIGHT = [{ from: "22:00", to: "07:00" }];
const berlin = (text: string) => Date.parse(`2026-03-02T${text}:00+01:00`);
const anna = (quietHours: readonly object[]) =>
  Person.parse(person("anna", { timeZone: "Europe/Berlin", quietHours: [...quietHours] }));

describe("quietAt", () => {
  it("withholds the limit and what is milder, never more, and only within the hours of the person's time zone", () => {
    for (const [upTo, withheld] of [
      ["high", ["high", "medium", "low"]],
      ["medium", ["medium", "low"]],
      ["low", ["low"]],
    ] as const) {
      const quiet = (priority: Priority, at: number) =>
        quietAt(anna([{ windows: NIGHT, upTo }]), "sms", priority, "Europe/Berlin", at) !== null;
      assert.deepEqual(
        PRIORITIES.filter((priority) => quiet(priority, berlin("03:00"))),
        withheld,
      );
      for (const time of ["21:59", "07:00", "12:00"]) assert.equal(quiet("low", berlin(time)), false, time);
      for (const time of ["22:00", "06:59"]) assert.equal(quiet("low", berlin(time)), true, time);
    }
  });

  it("says until when, and concerns only the methods that it names", () => {
    const quiet = anna([{ windows: NIGHT, methods: ["voice"] }]);
    const found = quietAt(quiet, "voice", "low", "Europe/Berlin", berlin("03:00"));
    assert.equal(found?.because, "is withheld: Anna has quiet hours until 07:00 for medium and milder");
    assert.equal(found?.until, berlin("07:00"));
    assert.equal(quietAt(quiet, "mail", "low", "Europe/Berlin", berlin("03:00")), null);
  });

  it("can't be made to withhold life-safety or critical", () => {
    for (const upTo of ["critical", "life-safety"]) {
      assert.throws(() => Person.parse(person("anna", { quietHours: [{ windows: NIGHT, upTo }] })));
    }
  });
});

/** Who is told at what time of that night in Berlin, and who is withheld. */
function night(people: readonly object[], steps: readonly object[], priority: Priority = "medium", rest: object = {}) {
  const directory = directoryFrom({ channel: channels, person: people });
  const policy = Policy.parse({ id: "p", name: "P", steps, ...rest });
  const facts = { source: "s", point: "x", partition: "site", category: "technical", priority, tags: [] } as const;
  const result = simulate(
    { routes: [Route.parse({ id: "all", order: 1, policy: "p" })], policy: () => policy },
    directory,
    { facts, at: berlin("03:00") },
  );
  const time = (at: number) => new Date(at + 3_600_000).toISOString().slice(11, 16);
  return {
    told: result.steps.map((step) => `${time(step.at)} ${step.person} ${step.method}`),
    withheld: result.withheld.map((one) => `${time(one.at)} ${one.because}`),
    end: result.end.because,
  };
}

describe("quiet hours in a callout", () => {
  const zone = { timeZone: "Europe/Berlin" };
  const sleeps = { ...zone, quietHours: [{ windows: NIGHT }] };
  const step = (...ids: string[]) => ({ waitSec: 600, tell: ids.map((id) => ({ person: id })) });

  it("go to the person's other methods first", () => {
    const rules = [{ priorities: [...PRIORITIES], tell: [{ method: "voice" }] }];
    const quietHours = [{ windows: NIGHT, methods: ["voice", "sms"] }];
    const { told } = night([person("anna", { ...zone, rules, quietHours })], [step("anna")]);
    assert.deepEqual(told, ["03:00 anna mail"]);
  });

  it("go to the next persons at once, and not to the fallback, when all of a step want to be left alone", () => {
    const { told, withheld } = night(
      [byMail("anna", sleeps), byMail("bob", zone), byMail("boss", zone)],
      [step("anna"), step("bob")],
      "low",
      {
        fallback: [{ person: "boss" }],
      },
    );
    assert.deepEqual(told, ["03:00 bob mail", "03:10 boss mail"]);
    assert.deepEqual(withheld, [
      "03:00 Anna is not told: mail is withheld: Anna has quiet hours until 07:00 for medium and milder",
    ]);
  });

  it("leave the others of a step to be told, and say who was not", () => {
    const { told, withheld } = night([byMail("anna", sleeps), byMail("bob", zone)], [step("anna", "bob")]);
    assert.deepEqual(told, ["03:00 bob mail"]);
    assert.equal(withheld.length, 1);
  });

  it("make the callout wait for the morning when nobody is left to be told, and then go on", () => {
    const early = { ...zone, quietHours: [{ windows: [{ from: "22:00", to: "05:30" }] }] };
    const { told } = night([byMail("anna", sleeps), byMail("bob", early)], [step("anna"), step("bob")]);
    assert.deepEqual(told, ["05:30 bob mail"]);
    assert.deepEqual(night([byMail("anna", sleeps)], [step("anna")]).told, ["07:00 anna mail"]);
    const asLast = night([byMail("bob", zone), byMail("anna", sleeps)], [step("bob")], "low", {
      fallback: [{ person: "anna" }],
    });
    assert.deepEqual(asLast.told, ["03:00 bob mail", "07:00 anna mail"]);
  });

  it("never hold back a graver priority", () => {
    for (const priority of ["life-safety", "critical", "high"] as const) {
      assert.deepEqual(night([byMail("anna", sleeps)], [step("anna")], priority).told, ["03:00 anna mail"]);
    }
  });

  it("hold back what was planned for later when its time falls into them", () => {
    const rules = [{ priorities: [...PRIORITIES], tell: [{ method: "mail" }, { method: "voice", afterSec: 7200 }] }];
    const quietHours = [{ windows: [{ from: "04:00", to: "06:00" }], methods: ["voice"] }];
    assert.deepEqual(night([person("anna", { ...zone, rules, quietHours })], [step("anna")]).told, ["03:00 anna mail"]);
  });

  it("that never end leave the step as one that reaches nobody", () => {
    const always = { ...zone, quietHours: [{ windows: [{ from: "00:00", to: "00:00" }] }] };
    const { told, end } = night([byMail("anna", always)], [step("anna")]);
    assert.deepEqual(told, []);
    assert.match(end, /nobody acknowledged/);
  });

  it("are kept when another method failed", () => {
    const quietHours = [{ windows: NIGHT, methods: ["sms"] }];
    const directory = directoryFrom({ channel: channels, person: [person("anna", { ...zone, quietHours })] });
    const of = { id: 1, alarm: 1, occurrence: 1, sequence: 1, partition: "site", priority: "low" } as const;
    const callout = begin(
      Policy.parse({ id: "p", name: "P", steps: [step("anna")] }),
      1,
      of,
      berlin("03:00"),
      "routed",
    );
    const rejected = new Map(["mail"].map((id) => [id, { rejected: true }]));
    const { because } = nextMethod(callout, { person: "anna", method: "mail" }, rejected, directory, berlin("03:00"));
    assert.match(because, /voice/);
    assert.doesNotMatch(because, /sms/);
  });
});
