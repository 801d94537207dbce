import assert from "node:assert/strict";
import { test } from "node:test";
import { Panel } from "../peers/panel.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

interface Health {
  readonly id: string;
  readonly state: string;
  readonly since: number;
  readonly refused: number;
  readonly lastRefusals: readonly { readonly why: string; readonly raw: string }[];
  readonly candidates: readonly { readonly key: string; readonly times: number }[];
}

test("a panel that nobody knows is refused, shown, adopted, and heard", async (t) => {
  const port = await freePort();
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna")],
    policies: [{ id: "anna", name: "Anna", steps: [{ tell: [{ person: "anna" }] }] }],
    routes: [{ id: "panels", order: 1, sources: ["panels"], policy: "anna" }],
    sources: [
      {
        id: "panels",
        name: "Panels",
        driver: "sia-dc09",
        settings: { host: "127.0.0.1", port, accounts: [{ account: "1234", name: "Office" }] },
      },
    ],
  }));
  const panels = async () => {
    const { items } = await story.get<{ items: Health[] }>("/api/v1/sources");
    return items.find(({ id }) => id === "panels");
  };
  await story.until("the receiver listens", async () => (await panels())?.state === "up");
  const panel = story.ending(new Panel({ host: "127.0.0.1", port, account: "BEEF" }));

  assert.equal(await panel.send("Nri1/BA003"), "duh");
  await panel.close();
  const refused = await story.until("the panel is a candidate", async () => {
    const health = await panels();
    return health && health.candidates.length > 0 && health;
  });
  assert.deepEqual(
    refused.candidates.map(({ key, times }) => ({ key, times })),
    [{ key: "BEEF", times: 1 }],
  );
  assert.equal(refused.refused, 1);
  assert.match(refused.lastRefusals[0]?.why ?? "", /BEEF/);
  assert.match(refused.lastRefusals[0]?.raw ?? "", /Nri1\/BA003/);
  assert.deepEqual(await story.alarms(), []);

  const { settings } = (await story.good("POST", "/api/v1/sources/panels/candidates/BEEF/adopt", {
    name: "Warehouse",
  })) as { settings: { accounts: { account: string; name: string }[] } };
  assert.deepEqual(
    settings.accounts.map(({ account, name }) => [account, name]),
    [
      ["1234", "Office"],
      ["BEEF", "Warehouse"],
    ],
  );
  await story.until("the receiver listens again", async () => {
    const health = await panels();
    return health?.state === "up" && health.since > refused.since && health.candidates.length === 0;
  });

  assert.equal(await panel.send("Nri1/BA003"), "ack");
  const { subject, text } = await story.mails.take("Anna is told", ({ to }) => to === "anna@plant.example");
  assert.match(subject, /^CRITICAL: .*Panels/);
  assert.match(text, /BEEF\/1\/003/);
  const [alarm, ...others] = await story.alarms("state=unacknowledged");
  assert.deepEqual([alarm?.source, alarm?.category, others.length], ["panels", "intrusion", 0]);
});
