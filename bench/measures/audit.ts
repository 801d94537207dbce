import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { GENESIS, hashBoth } from "#audit/chain.ts";
import { checkpointText } from "#audit/checkpoint.ts";
import { toLine } from "#audit/lines.ts";
import { Frontier } from "#audit/merkle.ts";
import { makeKeyPair, signNote } from "#audit/note.ts";
import { verifyFile } from "#audit/verify-file.ts";
import { type Row, rowOf } from "../measure.ts";

const ENTRIES = 1_000_000;
const LINES_AT_ONCE = 1000;

/** The offline verification of a million entries with a thousand signed checkpoints among them, as a witness keeps them. */
export async function auditVerify(runs: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "tocsin-bench-trail-"));
  try {
    const { publicKey, privateKey } = makeKeyPair();
    const key = { name: "tocsin/bench", publicKey };
    const file = join(folder, "witness.jsonl");
    await pipeline(
      trail((size, root) => signNote(checkpointText({ origin: key.name, size, root }), key, privateKey)),
      createWriteStream(file),
    );
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      const began = performance.now();
      const verdict = await verifyFile(file, { marks: [], checkpoints: [], keys: [key] });
      seconds.push((performance.now() - began) / 1000);
      if (verdict.findings.length > 0 || verdict.signed !== ENTRIES) throw new Error("the trail was not found whole");
    }
    return [rowOf("audit-verify-1m-s", seconds)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* trail(sign: (size: number, root: Buffer) => string): Generator<string> {
  const tree = new Frontier();
  let head = GENESIS;
  let lines = "";
  for (let seq = 1; seq <= ENTRIES; seq++) {
    const entry = {
      seq,
      at: 1_767_225_600_000 + seq * 250,
      actor: "tocsin",
      via: "intake",
      action: "alarm.raised",
      object: `alarm:${seq % 700}`,
      partition: "site",
      sentence: `Alarm ${seq % 700} "Kessel 1 – Übertemperatur" was raised by panel-3, zone ${seq % 99}.`,
      details: `{"occurrence":${seq},"state":"active-unacknowledged"}`,
    };
    const { link, leaf } = hashBoth(head, entry);
    head = link;
    tree.push(leaf);
    lines += `${toLine({ ...entry, hash: link })}\n`;
    if (seq % LINES_AT_ONCE !== 0) continue;
    const at = new Date(entry.at).toISOString();
    yield `${lines}${JSON.stringify({ checkpoint: sign(seq, tree.root()), size: seq, at })}\n`;
    lines = "";
  }
}
