import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { type Authority, openAuthority } from "./authority.ts";
import type { Identity } from "./identity.ts";
import { readIdentity } from "./identity-file.ts";
import { IdentityKeeper } from "./identity-keeper.ts";
import { certificatesIn, keyHashOf } from "./pem.ts";
import { Seal } from "./seal.ts";

const DAY = 86_400_000;
let folder: string;
let authority: Authority;
const clock = new VirtualClock(Date.UTC(2027, 0, 15));
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-keeper-"));
  authority = await openAuthority({
    dataFolder: join(folder, "site"),
    seal: Seal.open(join(folder, "site")),
    now: clock.now(),
  });
});
after(() => rmSync(folder, { recursive: true }));

const keyOf = ({ chain }: Identity) => {
  const [leaf] = certificatesIn(chain);
  return leaf ? keyHashOf(leaf) : "";
};

test("W-020 W-025 a certificate is renewed at half of its life with the same key, and every fourth time with another", async () => {
  const trust = join(folder, "node");
  let broken: Error | null = null;
  const keeper = new IdentityKeeper({
    clock,
    log: silentLog,
    folder: trust,
    random: () => 0.5,
    sign: (request, name) => (broken ? Promise.reject(broken) : authority.sign(request, name, clock.now())),
  });
  // Resolved a turn later: the keeper is then ready for the next time.
  const renewed = () =>
    new Promise<Identity>((resolve) => void keeper.onRenewed((identity) => setImmediate(resolve, identity)));
  const name = { site: authority.site, role: "driver-host", node: "plant-2", instance: "building" } as const;
  const seen = [keyOf(await keeper.startAs(name, authority.roots))];
  for (let times = 0; times < 5; times++) {
    assert.ok(Math.abs((keeper.renewAt ?? 0) - clock.now() - 3.5 * DAY) < 0.02 * DAY);
    const next = renewed();
    clock.advance(3.5 * DAY);
    seen.push(keyOf(await next));
  }
  assert.deepEqual(
    seen.map((key) => [...new Set(seen)].indexOf(key)),
    [0, 0, 0, 0, 1, 1],
  );
  assert.deepEqual(readIdentity(trust)?.notAfter, keeper.current?.notAfter);

  broken = new Error("the core can't be reached");
  await assert.rejects(keeper.renew(), /can't be reached/);
  assert.equal(keeper.failed, "the core can't be reached");
  assert.equal(keeper.renewAt, clock.now() + 600_000);
  assert.equal(keyOf(keeper.current ?? assert.fail()), seen.at(-1));
  broken = null;
  const next = renewed();
  clock.advance(600_000);
  assert.equal(keyOf(await next), seen.at(-1));
  assert.equal(keeper.failed, null);
  keeper.stop();
  assert.equal(clock.pending, 0);
});

test("after a restart it goes on with what is on disk; another root or another name is asked for anew", async () => {
  const trust = join(folder, "again");
  const keeper = () =>
    new IdentityKeeper({
      clock,
      log: silentLog,
      folder: trust,
      sign: (...asked) => authority.sign(...asked, clock.now()),
    });
  const name = { site: authority.site, role: "core", node: "plant", instance: "core" } as const;
  const first = await keeper().startAs(name, authority.roots);
  assert.equal(keyOf(await keeper().startAs(name, authority.roots)), keyOf(first));
  assert.equal(keeper().start()?.chain, first.chain);
  const moved = await keeper().startAs({ ...name, node: "plant-b" }, authority.roots);
  assert.notEqual(keyOf(moved), keyOf(first));
  await authority.reset(clock.now());
  assert.notEqual(keyOf(await keeper().startAs(moved.name, authority.roots)), keyOf(moved));
});
