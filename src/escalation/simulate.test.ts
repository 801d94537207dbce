import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { Policy } from "#site/policy.ts";
import { blank, draft, Stage, T0 } from "../../test/peers/dispatcher-stage.ts";
import { byMail, channels, person, type SiteDraft, siteOf, verified } from "../../test/peers/escalation-site.ts";
import { directoryOf } from "./directory.ts";
import { simulate } from "./simulate.ts";

describe("simulate", () => {
  it("tells the same as the dispatcher does, for 200 random sites", () => {
    const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
    const random = randomOf(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const people = ["anna", "bob", "carl", "dora"];
    const target = () =>
      pick<object>([
        ...people.map((id) => ({ person: id })),
        { team: "team" },
        { schedule: "duty" },
        { schedule: "vacant" },
      ]);
    const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + Math.floor(random() * most) }, make);
    const seconds = () => pick([0, 1, 30, 60, 300, 3600]);
    for (let run = 0; run < 200; run++) {
      const site: SiteDraft = {
        channel: channels.map((channel) => ({ ...channel, enabled: random() < 0.9 })),
        person: people.map((id) =>
          person(id, {
            active: random() < 0.9,
            timeZone: pick(["Europe/Berlin", "Asia/Kathmandu"]),
            rules:
              random() < 0.5
                ? []
                : some(2, () => ({
                    priorities: some(3, () => pick(PRIORITIES)),
                    ...(random() < 0.5 ? {} : { when: { windows: [{ from: "08:00", to: pick(["12:05", "20:00"]) }] } }),
                    tell: some(3, () => ({ method: pick(["mail", "sms", "voice", "gone"]), afterSec: seconds() })),
                  })),
          }),
        ),
        team: [{ id: "team", name: "Team", members: people.slice(0, 3) }],
        schedule: [
          { id: "vacant", name: "Vacant", timeZone: "UTC" },
          {
            id: "duty",
            name: "Duty",
            timeZone: "Australia/Lord_Howe",
            rotations: [
              {
                id: "r",
                members: people,
                startsOn: "2026-03-01",
                every: { unit: "hour", count: 1 },
                handoverAt: "00:10",
              },
            ],
          },
        ],
        policy: [
          {
            id: "p",
            name: "Policy",
            steps: some(3, () => ({
              waitSec: seconds(),
              tell: some(3, target),
              how: pick(["parallel", "sequential"]),
              gapSec: seconds(),
            })),
            startAfterSec: seconds(),
            repeats: pick([0, 0, 1, 3]),
            fallback: random() < 0.5 ? [] : [target()],
            digest: null,
          },
        ],
        route: [{ id: "r", order: 1, policy: "p" }],
      };
      const stage = new Stage(site);
      const alarm = stage.raise(1, { priority: pick(PRIORITIES) });
      stage.clock.advanceTo(T0 + 7 * 86_400_000);
      const simulation = simulate(
        {
          routes: [...stage.site.items.route.values()].map(({ body }) => body),
          policy: (id) => stage.site.items.policy.get(id)?.body,
        },
        directoryOf(stage.site, verified),
        { facts: alarm, at: T0, most: 100_000 },
      );
      const real = stage.sent.map(({ createdAt: at, person: who, method, channel, address, because }) => ({
        at,
        who,
        method,
        channel,
        address,
        because,
      }));
      const simulated = simulation.steps.map(({ at, person: who, method, channel, address, because }) => ({
        at,
        who,
        method,
        channel,
        address,
        because,
      }));
      assert.deepEqual(simulated, real, `SEED=${seed}, run ${run}`);
      assert.equal(
        simulation.end.because,
        stage.journal.audit.find((row) => row.action === "callout.exhausted")?.sentence.replace(/^.*?": /, ""),
        `SEED=${seed}, run ${run}`,
      );
    }
  });

  const NIGHT = { id: "duty", name: "Night", timeZone: "UTC" };
  const ALONE = {
    id: "r",
    members: ["anna"],
    startsOn: "2026-01-01",
    every: { unit: "week", count: 1 },
    handoverAt: "00:00",
  };
  const DAY = new Date(T0).toISOString().slice(0, 10);
  const NEXT_DAY = new Date(T0 + 86_400_000).toISOString().slice(0, 10);
  const CASES: readonly {
    readonly what: string;
    readonly schedule: object;
    readonly rest?: SiteDraft;
    readonly told: readonly (readonly [person: string, because: RegExp])[];
    readonly nobody?: RegExp;
    readonly withheld?: RegExp;
  }[] = [
    {
      what: "whoever is on duty",
      schedule: { rotations: [ALONE] },
      told: [["anna", /^on duty in Night \(step 1\)$/]],
    },
    {
      what: "the fallback where nobody is on duty, and says so",
      schedule: {},
      told: [["bob", /^named in the fallback \(fallback\)$/]],
      nobody: /^nobody is on duty in Night$/,
    },
    {
      what: "those of a holiday",
      schedule: { rotations: [ALONE], holidays: [{ date: DAY, name: "Christmas", persons: ["carl"] }] },
      told: [["carl", /^on duty in Night for Christmas \(step 1\)$/]],
    },
    {
      what: "whoever stands in by an override",
      schedule: {
        rotations: [ALONE],
        overrides: [{ from: `${DAY}T00:00`, to: `${NEXT_DAY}T00:00`, person: "carl", replaces: "anna" }],
      },
      told: [["carl", /^standing in for Anna in Night \(step 1\)$/]],
    },
    {
      what: "the fallback in quiet hours, and who is left alone",
      schedule: { rotations: [ALONE] },
      rest: {
        person: [
          byMail("anna", { quietHours: [{ windows: [{ from: "00:00", to: "00:00" }], upTo: "high" }] }),
          byMail("bob"),
        ],
      },
      told: [["bob", /^named in the fallback/]],
      withheld: /^Anna is not told: mail is withheld: Anna has quiet hours .*for high and milder$/,
    },
    {
      what: "somebody by another channel where one is off",
      schedule: { rotations: [ALONE] },
      rest: {
        channel: channels.map((one) => ({ ...one, name: `The ${one.id}`, enabled: one.id !== "mail" })),
        person: [
          person("anna", {
            rules: [{ priorities: ["high"], tell: [{ method: "mail" }] }],
          }),
          byMail("bob"),
        ],
      },
      told: [
        ["anna", /mail is not used: channel The mail is off or does not exist/],
        ["anna", /mail is not used: channel The mail is off or does not exist/],
      ],
    },
  ];
  for (const { what, schedule, rest = {}, told, nobody, withheld } of CASES) {
    it(`tells ${what}`, () => {
      const site = siteOf({
        channel: channels,
        person: [byMail("anna"), byMail("bob"), byMail("carl")],
        schedule: [{ ...NIGHT, ...schedule }],
        ...rest,
      });
      const policy = { id: "p", name: "P", steps: [{ waitSec: 60, tell: [{ schedule: "duty" }] }] };
      const through = Policy.parse({ ...policy, fallback: [{ person: "bob" }] });
      const facts = { ...blank(1), priority: "high" } as const;
      const found = simulate({ routes: [], policy: () => undefined }, directoryOf(site, verified), {
        facts,
        at: T0,
        through,
      });
      const first = found.steps.filter(({ at }) => at === T0);
      assert.deepEqual(
        first.map((step) => step.person),
        told.map(([who]) => who),
      );
      for (const [place, [, because]] of told.entries()) assert.match(first[place]?.because ?? "", because);
      assert.equal(found.nobody.length, nobody ? 1 : 0);
      if (nobody) assert.match(found.nobody[0]?.because ?? "", nobody);
      assert.equal(found.withheld.length, withheld ? 1 : 0);
      if (withheld) assert.match(found.withheld[0]?.because ?? "", withheld);
    });
  }

  it("says why nobody would be told", () => {
    const site = siteOf(draft({ route: [] }));
    const found = simulate({ routes: [], policy: () => undefined }, directoryOf(site, verified), {
      facts: blank(1),
      at: T0,
    });
    assert.deepEqual([found.policy, found.steps.length], [null, 0]);
    assert.match(found.because, /no route fits/);
  });
});

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
