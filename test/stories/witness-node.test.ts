import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hashEntry } from "#audit/chain.ts";
import { fromLine, toLine } from "#audit/lines.ts";
import { readRecord } from "#audit/record.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { joined, ModuleProcess } from "../peers/module-process.ts";
import { Story } from "./story.ts";

const MESH = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";

test("a machine of the site keeps a copy of the trail that it alone writes, through an outage, and refuses another history", async (t) => {
  const story = await Story.open(t, () => ({ site: { id: "site", name: "Plant", logins: { lockAfterMin: 0 } } }), MESH);
  const { core } = story.server;
  // Faster than real time, and slower than would end a lease between two signs.
  const again = () =>
    void setTimeout(() => {
      story.clock.advance(100);
      story.happened();
    }, 50);
  await story.until("the mesh listens", () => {
    again();
    return core.modules.port > 0;
  });
  const cable = story.ending(await CutProxy.open(() => core.modules.port));
  const vault = story.ending(new ModuleProcess("audit-witness", cable.port));
  const file = join(vault.folder, "audit-trail.jsonl");
  vault.join(await joined(core.trust, { role: "audit-witness", node: "vault" }, story.clock.now()));
  await story.apply({ witnesses: [{ id: "vault", name: "Vault", to: { kind: "node", node: "vault" } }] });
  vault.start();
  const health = () => core.witnesses.health().find(({ id }) => id === "vault");
  const written = () => story.server.line()?.witnesses.health()[0];
  const upToDate = (what: string) =>
    story.until(what, () => {
      const now = health();
      if (now?.behind === 0 && now.trouble === null && now.confirmed > 0) return now.confirmed;
      again();
      return 0;
    });
  const verified = async () => {
    const key = (await story.tocsin("audit-trail", "key")).out.trim();
    return story.tocsin("audit-trail", "verify", "--from", file, "--key", key);
  };
  const first = await upToDate("the vault has everything");
  assert.equal(written()?.target, "the node vault");
  const whole = await verified();
  assert.equal(whole.code, 0, whole.out + whole.err);

  cable.cut();
  for (const name of ["A", "B", "C"]) await story.apply({ partitions: [{ id: name.toLowerCase(), name }] });
  await story.until("the core says that the vault is away", () => {
    if (health()?.trouble) return true;
    again();
    return false;
  });
  const alarm = await story.alarm("tocsin/witness/vault");
  assert.match(alarm.text, /the node vault is not connected|the link to the node vault was lost|did not answer/);
  cable.mend();
  const second = await upToDate("the vault has caught up");
  assert(second > first + 2);
  await story.alarm("tocsin/witness/vault", ({ active }) => !active);

  await vault.kill();
  // Somebody who has the machine of the core for a while tells the vault another end of the story.
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const at = lines.findLastIndex((line) => readRecord(line)?.kind === "entry");
  const [before, last] = [fromLine(lines[at - 1] ?? ""), fromLine(lines[at] ?? "")];
  assert(typeof before !== "string" && typeof last !== "string");
  const { hash: _, ...entry } = { ...last, sentence: "Nothing happened." };
  lines.splice(at, Number.POSITIVE_INFINITY, toLine({ ...entry, hash: hashEntry(before.hash, entry) }));
  writeFileSync(file, `${lines.join("\n")}\n`);
  vault.start();
  await story.apply({ partitions: [{ id: "d", name: "D" }] });
  const forked = await story.until("the core hears of another history", () => {
    const trouble = health()?.trouble ?? "";
    if (/holds another history/.test(trouble)) return trouble;
    again();
    return "";
  });
  assert.match(forked, /the node vault holds another history/);
  await story.alarm("tocsin/witness/vault");
  await story.alarm("tocsin/module/audit-witness/vault", ({ text }) => /told otherwise/.test(text));
  assert.equal(readFileSync(file, "utf8").trimEnd().split("\n").length, lines.length);
});
