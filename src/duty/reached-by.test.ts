import assert from "node:assert/strict";
import { test } from "node:test";
import { Team } from "#site/person.ts";
import { Policy } from "#site/policy.ts";
import { Schedule } from "#site/schedule.ts";
import type { Site } from "#site/site.ts";
import { reachedBy } from "./reached-by.ts";

const items = (...bodies: readonly { id: string }[]) => new Map(bodies.map((body) => [body.id, { version: 1, body }]));

test("a person is reached by name, as a member and on duty; policies that never name them are left out", () => {
  const tell = (...targets: object[]) => ({ tell: targets });
  const site = {
    items: {
      policy: items(
        Policy.parse({
          id: "both",
          name: "Both",
          steps: [tell({ schedule: "night" }), tell({ person: "ben" }), tell({ team: "crew" }, { schedule: "night" })],
        }),
        Policy.parse({ id: "last", name: "Last", steps: [tell({ person: "ben" })], fallback: [{ person: "anna" }] }),
        Policy.parse({ id: "never", name: "Never", steps: [tell({ person: "ben" })] }),
      ),
      route: items({ id: "fire", policy: "both" } as { id: string }, { id: "mute", policy: null } as { id: string }),
      team: items(Team.parse({ id: "crew", name: "Crew", members: ["anna"] })),
      schedule: items(
        Schedule.parse({
          id: "night",
          name: "Night",
          timeZone: "UTC",
          rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
        }),
      ),
    },
  } as unknown as Site;
  assert.deepEqual(reachedBy(site, "anna"), [
    {
      policy: "both",
      name: "Both",
      steps: [1, 3],
      isFallback: false,
      as: [
        { kind: "schedule", id: "night", name: "Night" },
        { kind: "team", id: "crew", name: "Crew" },
      ],
      routes: ["fire"],
    },
    { policy: "last", name: "Last", steps: [], isFallback: true, as: [{ kind: "person" }], routes: [] },
  ]);
});
