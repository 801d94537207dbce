import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { CutProxy } from "../peers/cut-proxy.ts";
import { HeldReceiver } from "../peers/held-receiver.ts";
import { joined, ModuleProcess } from "../peers/module-process.ts";
import { Story } from "./story.ts";

const MESH = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";

interface Scene {
  readonly story: Story;
  readonly cable: CutProxy;
  readonly host: ModuleProcess;
  readonly receiver: HeldReceiver;
}

/** A core whose webhook is sent by a notifier host in a process of its own, to a receiver that holds its answers. */
async function open(t: TestContext): Promise<Scene> {
  const story = await Story.open(t, undefined, MESH);
  const receiver = story.ending(await HeldReceiver.open(() => story.happened()));
  await story.apply({
    channels: [
      {
        id: "far",
        name: "Far hook",
        kind: "webhook",
        host: "plant-2",
        settings: { secret: "sixteen characters at least" },
      },
      { id: "near", name: "Near hook", kind: "webhook", settings: { secret: "sixteen characters at least" } },
    ],
    persons: [
      { id: "olga", name: "Olga", methods: [{ id: "hook", channel: "far", address: receiver.url }] },
      { id: "paul", name: "Paul", methods: [{ id: "hook", channel: "near", address: receiver.url }] },
    ],
  });
  await story.until("the mesh listens", () => story.server.core.modules.port > 0);
  const cable = story.ending(await CutProxy.open(() => story.server.core.modules.port));
  const host = story.ending(new ModuleProcess("notifier-host", cable.port));
  host.join(await joined(story.server.core.trust, { role: "notifier-host" }, story.clock.now()));
  host.start();
  await isThere(story);
  return { story, cable, host, receiver };
}

const isThere = (story: Story) =>
  story.until("the host is there", () => story.server.core.modules.modules()[0]?.state === "up");

const channelOf = ({ story }: Scene, channel: string) =>
  story.server
    .line()
    ?.outbox.health()
    .find(({ id }) => id === channel);

/** Has a test message sent to Olga, by the host, or to Paul, by the core itself. */
const send = ({ story }: Scene, person = "olga") => story.good("POST", `/api/v1/persons/${person}/methods/hook/test`);

/** Nothing waits, and so many were taken since the core's start. */
const settled = (scene: Scene, sent: number, channel = "far") =>
  scene.story.until(`${sent} were accepted and none waits`, () => {
    const { waiting, sent: taken } = channelOf(scene, channel) ?? {};
    if (waiting === 0 && taken === sent) return true;
    scene.story.clock.advance(1000);
    return false;
  });

/** Until the host has on disk that so many messages were taken. */
const recorded = ({ story, host }: Scene, count: number) =>
  story.until("the host has it on disk", () => {
    setImmediate(() => story.happened());
    const folder = join(host.folder, "sent");
    const text = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
    return text.join().split('"outcome":"accepted"').length > count;
  });

test("a notifier host in another process sends, and never again what it knows it has sent", async (t) => {
  const scene = await open(t);
  const { story, cable, host, receiver } = scene;
  const posts = () => receiver.posts.length;
  const held = async (count: number) => {
    receiver.hold();
    await send(scene);
    await story.until("it was posted", () => posts() === count);
  };

  await t.test("the core knows what became of it", async () => {
    receiver.release();
    await send(scene);
    await settled(scene, 1);
    assert.equal(posts(), 1);
  });

  await t.test("the answer is lost with the link: the core asks again, and the host tells it", async () => {
    await held(2);
    cable.cut();
    receiver.release();
    await recorded(scene, 2);
    cable.mend();
    await settled(scene, 2);
    assert.equal(posts(), 2);
  });

  await t.test("a host that is killed after it has sent knows so when it is back", async () => {
    await held(3);
    cable.cut();
    receiver.release();
    await recorded(scene, 3);
    await host.kill();
    cable.mend();
    host.start();
    await settled(scene, 3);
    assert.equal(posts(), 3);
  });

  await t.test("a host that is killed before it got an answer sends again, under the same id", async () => {
    await held(4);
    await host.kill();
    receiver.release();
    host.start();
    await settled(scene, 4);
    assert.equal(posts(), 5);
    assert.equal(receiver.posts[3], receiver.posts[4]);
  });

  await t.test("the core is started anew while the host sends: it asks again, and the host tells it", async () => {
    await held(6);
    cable.cut();
    await story.restart(() => receiver.release());
    await recorded(scene, 5);
    cable.mend();
    await settled(scene, 1);
    assert.equal(posts(), 6);
    assert.equal(new Set(receiver.posts).size, 5);
  });

  await t.test(
    "W-047 no host is there: one alarm says which, its message waits until it is, and another goes out",
    async () => {
      await host.kill();
      await story.until("the host is lost", () => {
        if (story.server.core.modules.modules()[0]?.state === "up") story.clock.advance(11_000);
        return story.server.core.modules.modules()[0]?.state === "lost";
      });
      const lost = await story.alarm("tocsin/module/notifier-host/plant-2");
      assert.match(lost.text, /Notifier host on plant-2 is lost: it has been silent for 10 s/);
      await send(scene);
      await send(scene, "paul");
      await settled(scene, 1, "near");
      assert.equal(posts(), 7);
      host.start();
      await settled(scene, 2);
      assert.equal(posts(), 8);
    },
  );
});
