import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { openAuthority } from "#trust/authority.ts";
import { type Identity, type PeerName, uriOf } from "#trust/identity.ts";
import { Seal } from "#trust/seal.ts";
import { joined } from "../peers/module-process.ts";
import { until } from "../peers/whole-server.ts";
import { Story } from "../stories/story.ts";

const CALLER = join(packageFolder, "test", "peers", "mesh-caller.mjs");
const PROTO = join(packageFolder, "proto", "tocsin", "mesh", "v1", "mesh.proto");
const DAY = 86_400_000;

interface Outcome {
  /** Of a call that failed. */
  readonly code?: string;
  readonly details?: string;
  readonly version?: number;
  readonly lease?: string;
  readonly modules?: readonly { readonly uri: string }[];
  /** Of a stream. */
  readonly came?: readonly Readonly<Record<string, unknown>>[];
}

/** A core with a source that `edge-1` serves, and a client of npm's grpc-js that knows nothing but the .proto. */
class Bed {
  readonly story: Story;
  readonly #folder: string;
  #calls = 0;

  private constructor(story: Story, folder: string) {
    this.story = story;
    this.#folder = folder;
  }

  static async open(t: TestContext): Promise<Bed> {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-mesh-client-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const source = { id: "shop", name: "Shop", driver: "http", host: "edge-1" };
    const mesh = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";
    const bed = new Bed(await Story.open(t, () => ({ sources: [source] }), mesh), folder);
    await bed.story.until("the mesh listens", () => bed.story.server.core.modules.port > 0);
    return bed;
  }

  identity(who: Partial<PeerName> = {}, at = this.story.clock.now()): Promise<Identity> {
    return joined(this.story.server.core.trust, { node: "edge-1", ...who }, at);
  }

  async strange(): Promise<Identity> {
    const seal = new Seal(randomBytes(32));
    const stranger = await openAuthority({ dataFolder: this.#folder, seal, now: this.story.clock.now() });
    return joined({ authority: async () => stranger }, { node: "edge-1" }, this.story.clock.now());
  }

  /** What came of each step, by a process of its own. */
  async call(shown: Identity | null, steps: readonly string[], nodeOptions = ""): Promise<Outcome[]> {
    const file = (name: string, content: string) => {
      const path = join(this.#folder, `${++this.#calls}-${name}`);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    };
    const { roots } = await this.story.server.core.trust.authority();
    const own = shown ? { chain: file("chain.pem", shown.chain), key: file("key.pem", shown.key.open()) } : {};
    const address = `127.0.0.1:${this.story.server.core.modules.port}`;
    const order = { address, proto: PROTO, roots: file("roots.pem", roots), ...own, steps, source: "shop" };
    const child = spawn(process.execPath, [CALLER, JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_OPTIONS: nodeOptions },
    });
    const lines = (await text(child.stdout)).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Outcome);
  }

  /** Resolves once the audit trail does. */
  says(sentence: RegExp): Promise<void> {
    return until(`the trail says ${sentence}`, async () => sentence.test((await this.story.sentences()).join("\n")));
  }
}

test("W-019, W-024, W-062 a client that somebody else wrote from the .proto registers and calls, and is refused what is not its own", async (t) => {
  const bed = await Bed.open(t);
  const { story } = bed;

  await t.test("with a certificate of the site it registers, signs, looks itself up and brings a report", async () => {
    const own = await bed.identity();
    const [registered, attended, seen, reported] = await bed.call(own, ["register", "attend", "lookUp", "report"]);
    assert.equal(registered?.version, 1);
    assert.match(registered?.lease ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(attended?.came?.at(-1)?.["echo"], 7);
    assert.deepEqual(
      seen?.modules?.map(({ uri }) => uri),
      [uriOf(own.name)],
    );
    assert.match(JSON.stringify(reported?.came), /"assignment":\{"sources":\[\{"id":"shop"/);
    const alarm = await story.alarm("shop/door");
    assert.equal(alarm.condition, "burglary");
    const [module] = story.server.core.modules.modules();
    assert.deepEqual([module?.release, module?.spooledReports], ["somebody else's", 3]);
  });

  for (const [what, shown, steps, code, details, sentence] of [
    ["no certificate", async () => null, ["register"], "UNAVAILABLE", /./, /connect: It shows no certificate/],
    [
      "a certificate of another authority",
      () => bed.strange(),
      ["register"],
      "UNAVAILABLE",
      /./,
      /connect: No authority of this site has signed its certificate/,
    ],
    [
      "a certificate that has expired",
      () => bed.identity({}, story.clock.now() - 20 * DAY),
      ["register"],
      "UNAVAILABLE",
      /./,
      /connect: .*the grace of 72 h is over/,
    ],
    [
      "the role of a notifier host on a method of driver hosts",
      () => bed.identity({ role: "notifier-host" }),
      ["report"],
      "PERMISSION_DENIED",
      /a notifier-host may not call \/tocsin\.mesh\.v1\.DriverHosts\/Serve; it is for driver-host/,
      /notifier-host\/edge-1\/main call \/tocsin\.mesh\.v1\.DriverHosts\/Serve/,
    ],
    [
      "the role of a driver host on a method of notifier hosts",
      () => bed.identity(),
      ["notify"],
      "PERMISSION_DENIED",
      /a driver-host may not call \/tocsin\.mesh\.v1\.NotifierHosts\/Serve/,
      /driver-host\/edge-1\/main call \/tocsin\.mesh\.v1\.NotifierHosts\/Serve/,
    ],
  ] as const) {
    await t.test(`${what}: refused, and the trail says so`, async () => {
      const [refused] = await bed.call(await shown(), steps);
      assert.equal(refused?.code, code, refused?.details);
      assert.match(refused?.details ?? "", details);
      await bed.says(sentence);
    });
  }

  await t.test("TLS 1.2 with a good certificate: refused", async () => {
    const [refused] = await bed.call(await bed.identity(), ["register"], "--tls-max-v1.2");
    assert.equal(refused?.code, "UNAVAILABLE");
    assert.match(refused?.details ?? "", /protocol version/);
  });

  await t.test("a request for a certificate that is none, and a stream without a lease: refused with why", async () => {
    const [renewed, reported] = await bed.call(await bed.identity(), ["renew", "report"]);
    assert.equal(renewed?.code, "FAILED_PRECONDITION", renewed?.details);
    assert.deepEqual([reported?.code, reported?.details], ["UNAVAILABLE", "the lease is over; register anew"]);
  });

  await t.test("on the deny list: what was let in before is refused", async () => {
    const evicted = await bed.identity({ instance: "second" });
    const { trust } = story.server.core;
    await trust.deny("evict", uriOf(evicted.name), "It was stolen.", { id: "operator:anna.keller", via: "api" });
    const [refused] = await bed.call(evicted, ["register"]);
    assert.equal(refused?.code, "UNAVAILABLE");
    await bed.says(/second connect: It was evicted .*It was stolen/);
  });
});
