import assert from "node:assert/strict";
import { test } from "node:test";
import { openPagerServer } from "../peers/pager-server.ts";
import { PagingClient } from "../peers/paging-client.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

test("N-039 a paging client pages, the person on duty is paged, and takes over on the pager", async (t) => {
  const gateway = await freePort();
  const pagers = await openPagerServer(t);
  const story = await Story.open(t, ({ channels }) => ({
    channels: [
      ...channels,
      { id: "pager", name: "Pagers", kind: "snpp", settings: { host: "127.0.0.1", port: pagers.port } },
    ],
    persons: [{ id: "anna", name: "Anna", methods: [{ id: "pager", channel: "pager", address: "5551234" }] }],
    policies: [{ id: "anna", name: "Anna", steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] }],
    routes: [{ id: "pages", order: 1, sources: ["building"], policy: "anna" }],
    sources: [
      {
        id: "building",
        name: "Building control",
        driver: "snpp-gateway",
        settings: {
          host: "127.0.0.1",
          port: gateway,
          addresses: ["127.0.0.1"],
          pins: [{ pin: "100", category: "water" }],
        },
      },
    ],
  }));
  /** The paging server's answer, which the story sees happen. */
  const seen = (answer: string) => () => {
    setImmediate(() => story.happened());
    return answer;
  };
  pagers.answers["QUIT"] = seen("221 OK, Goodbye");
  pagers.answers["MSTA"] = seen("888 2 261122120500+0 01 MCR Reply Received");

  await using client = await story.until("the gateway listens", () => PagingClient.open(gateway).catch(() => null));
  await client.reply();
  await client.say("PAGE 100");
  await client.say("MESS Water in cellar 2");
  assert.equal(await client.say("SEND"), "250 Page Sent");
  const alarm = await story.alarm("building/100", ({ state }) => state === "returned");
  assert.equal(alarm.text, "Water in cellar 2");
  await story.until("Anna is paged", () => {
    const sent = pagers.heard.indexOf("SEND");
    return sent >= 0 && pagers.heard.indexOf("QUIT", sent) > sent;
  });
  assert.ok(pagers.heard.some((line) => /^MESSage .*Water in cellar 2/.test(line)));
  assert.ok(pagers.heard.includes("PAGEr 5551234"));

  story.clock.advance(10_000);
  await story.until("the pager's answer was asked for", () => pagers.heard.some((line) => line.startsWith("MSTAtus ")));
  await story.until("Anna has acknowledged", async () => {
    const { transitions } = await story.alarmStory(alarm.id);
    return transitions.some(({ input, actor }) => input === "acknowledge" && actor === "person:anna");
  });
});
