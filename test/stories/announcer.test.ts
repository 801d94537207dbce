import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readWav } from "#speech/wav.ts";
import { Story } from "./story.ts";

test("an announcer says an alarm again and again; silence acknowledges nothing, and an acknowledgement ends it", async (t) => {
  const story = await Story.open(t);
  const hall = join(story.folder, "hall");
  mkdirSync(hall);
  story.ending(watch(hall, () => story.happened()));
  await story.apply({
    channels: [{ id: "hall", name: "Hall", kind: "announcer", settings: { by: "files", folder: hall } }],
    persons: [{ id: "hall", name: "Hall", methods: [{ id: "loud", channel: "hall", address: "hall" }] }],
    policies: [{ id: "loud", name: "Loud", steps: [{ tell: [{ person: "hall" }], waitSec: 86_400 }] }],
    routes: [{ id: "boilers", order: 1, sources: ["boilers"], policy: "loud" }],
    sources: [{ id: "boilers", name: "Boiler house", driver: "http" }],
  });
  const sounds = () =>
    readdirSync(hall)
      .filter((name) => name.endsWith(".wav"))
      .toSorted();
  const said = (count: number) =>
    story.until(`${count} announcements`, () => (sounds().length >= count ? sounds()[count - 1] : undefined));
  const raise = (point: string) =>
    story.report("boilers", [
      { point, kind: "raise", category: "technical", condition: "high", priority: "high", text: `${point} is high` },
    ]);

  await raise("pressure");
  const { rate, samples } = readWav(readFileSync(join(hall, await said(1))));
  assert.ok(samples.length / rate > 2);
  const { id } = await story.alarm("boilers/pressure");
  await story.until("the delivery is on record", async () => {
    const { notifications } = await story.alarmStory(id);
    return notifications.some(({ because }) => because === "it was announced at hall");
  });
  story.clock.advance(60_000);
  await said(2);

  assert.deepEqual(await story.good("POST", "/api/v1/channels/hall/silence"), { silenced: 1 });
  assert.equal((await story.alarm("boilers/pressure")).state, "unacknowledged");
  assert.match(
    (await story.sentences("channel:hall")).at(-1) ?? "",
    /silenced 1 announcements of Hall; nothing was ackn/,
  );

  await raise("level");
  await said(3);
  const level = await story.alarm("boilers/level");
  const { occurrence, sequence } = level;
  await story.good("POST", `/api/v1/alarms/${level.id}/acknowledge`, { occurrence, sequence });
  story.clock.advance(600_000);
  assert.equal(sounds().length, 3);
});
