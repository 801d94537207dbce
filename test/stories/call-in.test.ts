import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort } from "../peers/sipp.ts";
import { Telephone } from "../peers/telephone.ts";
import { Story } from "./story.ts";

test("an engineer at home calls the server, takes an alarm over, asks for a value, and reports on duty", async (t) => {
  const port = await freePort();
  const telephone = await Telephone.open("+4930123456", port);
  t.after(() => telephone.close());
  const story = await Story.open(t, ({ channels, person }) => ({
    channels: [
      ...channels,
      {
        id: "phone",
        name: "Telephone",
        kind: "voice",
        settings: {
          trunks: [
            {
              name: "PBX",
              server: "127.0.0.1",
              port: 9,
              transport: "udp",
              user: "tocsin",
              register: false,
              localPort: port,
            },
          ],
          callIn: {
            persons: [{ person: "ben", number: "42", pin: "471147" }],
            points: [{ key: "12", point: "plant/pt-101" }],
          },
        },
      },
    ],
    persons: [withTelephone(person("ben", ["hook"])), person("anna")],
    schedules: [
      {
        id: "duty",
        name: "Duty",
        timeZone: "UTC",
        rotations: [{ id: "r", members: ["anna", "ben"], startsOn: "2026-01-01", every: { unit: "day", count: 7 } }],
      },
    ],
    policies: [{ id: "ben", name: "Ben", steps: [{ tell: [{ person: "ben" }] }] }],
    routes: [{ id: "all", order: 1, sources: ["plant"], policy: "ben" }],
    sources: [{ id: "plant", name: "Plant", driver: "http" }],
    points: [{ id: "plant/pt-101", source: "plant", address: "pt-101", name: "Boiler pressure", unit: "bar" }],
  }));
  await story.report("plant", [
    { point: "pt-101", kind: "value", value: 9.3, category: "technical", condition: "", text: "Pressure" },
    {
      point: "pump-1",
      kind: "raise",
      category: "technical",
      condition: "fault",
      priority: "high",
      text: "Pump 1 stands still",
    },
  ]);
  await story.posts.take("the message about the pump", (post) => JSON.stringify(post).includes("Pump 1"));
  const answer = await telephone.call("tocsin");
  assert.equal(answer.kind, "answered", JSON.stringify(answer));
  telephone.press("471147#111" + "312#" + "2" + "4" + "0");
  await telephone.over;
  const alarm = await story.alarm("plant/pump-1", ({ acknowledgedBy }) => acknowledgedBy !== null);
  assert.equal(alarm.acknowledgedBy, "person:ben");
  const trail = await story.sentences();
  for (const sentence of [
    /^ben called in from \+4930123456 and was let in\.$/,
    /was acknowledged by ben \(by phone\)/,
  ]) {
    assert.ok(
      trail.some((one) => sentence.test(one)),
      `${String(sentence)} in\n${trail.join("\n")}`,
    );
  }
  assert.ok(
    trail.some((one) => /Ben reported on duty by phone/.test(one)),
    trail.join("\n"),
  );
});

/** The same person, who also has a telephone. */
function withTelephone(person: object): object {
  const { methods = [] } = person as { methods?: readonly object[] };
  return { ...person, methods: [...methods, { id: "phone", channel: "phone", address: "030123456" }] };
}
