import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type pg from "pg";
import { FORMATS, type Format, written } from "#audit/formats.ts";
import { keyText, type NoteKey, readKey } from "#audit/note.ts";
import { beginningRecord } from "#audit/record.ts";
import { beginningOf } from "#audit/removals.ts";
import { publicKeys } from "#audit/signing-key.ts";
import { pagesOfTrail } from "#audit/trail.ts";
import type { Mark, Verdict } from "#audit/verify.ts";
import { keptElsewhere, readKeys, verifyFile } from "#audit/verify-file.ts";
import { verifyTrail } from "#audit/verify-trail.ts";
import { Fault } from "#kernel/fault.ts";
import { openLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { asClient } from "#store/client.ts";
import { openDatabase } from "#store/database.ts";
import { ask } from "./ask.ts";
import { hold, holds, lift, retain } from "./audit-trail-retention.ts";
import { PLACE } from "./place.ts";

const OPTIONS = {
  ...PLACE,
  from: { type: "string" },
  witness: { type: "string", multiple: true },
  checkpoints: { type: "string", multiple: true },
  key: { type: "string", multiple: true },
  format: { type: "string" },
  json: { type: "boolean" },
  yes: { type: "boolean" },
  since: { type: "string" },
  until: { type: "string" },
} as const;
type Options = ReturnType<typeof read>["values"];

function read(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

/**
 * `tocsin audit-trail verify` answers 0 when nothing is wrong; `export` writes one entry a line to standard output; `key`
 * prints the public keys that checkpoints are verified with; `retain` shows what would be archived and removed, and does
 * it with `--yes`; `holds`, `hold` and `lift` list, place and end legal holds.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args);
  const [what, ...rest] = positionals;
  if (what === "verify") return verify(values);
  if (what === "export") return exportTrail(values);
  if (what === "key") return inTrail(values, printKeys);
  if (what === "retain") return retain(values);
  if (what === "holds") return holds(values);
  if (what === "hold") return hold(values, rest);
  if (what === "lift") return lift(values, rest);
  console.error('Say "tocsin audit-trail verify", "export", "key", "retain", "holds", "hold" or "lift".');
  return 2;
}

async function verify(options: Options): Promise<number> {
  const { checkpoints = [] } = options;
  const against = {
    marks: (options.witness ?? []).map(readMark),
    checkpoints,
    keys: await readKeys(options.key ?? [], readKey),
  };
  if (checkpoints.length > 0 && against.keys.length === 0 && options.from !== undefined) {
    throw new Fault(
      "invalid",
      '--checkpoints needs --key: the public key that "tocsin audit-trail key" prints where the trail is.',
    );
  }
  const verdict = options.from
    ? await verifyFile(options.from, against)
    : await inTrail(options, async (client) => {
        const keys = against.keys.length > 0 ? against.keys : await publicKeys(client);
        return verifyTrail(client, { ...(await keptElsewhere({ ...against, keys })), keys });
      });
  if (options.json) console.log(JSON.stringify(asJson(verdict)));
  else show(verdict);
  return verdict.findings.length === 0 ? 0 : 1;
}

async function printKeys(client: pg.Client): Promise<number> {
  const keys: readonly NoteKey[] = await publicKeys(client);
  for (const key of keys) console.log(keyText(key));
  if (keys.length > 0) return 0;
  console.error("There is no key yet: it is made a second after the server wrote its first entry.");
  return 1;
}

async function exportTrail(options: Options): Promise<number> {
  const format = FORMATS.find((one) => one === (options.format ?? "jsonl"));
  if (!format) throw new Fault("invalid", `--format must be one of ${FORMATS.join(", ")}, found "${options.format}".`);
  await noteExport(options, format);
  return inTrail(options, async (client) => {
    const beginning = format === "jsonl" ? await beginningOf(client) : null;
    if (beginning) console.log(beginningRecord(beginning, new Date(beginning.removedAt).toISOString()).line);
    for await (const page of pagesOfTrail(client)) {
      if (!process.stdout.write(written(page, format)))
        await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
    return 0;
  });
}

/** The running server puts it on record. Where none runs nobody can write, and that is said. */
async function noteExport(options: Options, format: Format): Promise<void> {
  try {
    await ask(options, "POST", "/api/v1/audit-trail/readings", { what: `exported it as ${format}` });
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code !== "unreachable") throw thrown;
    console.error("No server runs here, so this export is not on record.");
  }
}

/** One snapshot of the trail, read with the reader's role: entries that are written meanwhile don't matter. */
async function inTrail<T>(options: Options, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const settings = loadSettings({ dataFolder: options.data, file: options.config });
  if (!settings.database && !existsSync(join(settings.dataFolder, "postgres"))) {
    throw new Fault(
      "not-found",
      `There is no Tocsin in ${settings.dataFolder}, so there is no audit trail. Name its folder with --data.`,
    );
  }
  const database = await openDatabase(settings, { log: openLog("error") });
  try {
    return await asClient(database.reader(), async (client) => {
      await client.query("begin isolation level repeatable read read only");
      return work(client);
    });
  } finally {
    await database.close();
  }
}

function readMark(text: string): Mark {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!seq || !hash)
    throw new Fault("invalid", `--witness ${text} isn't NUMBER:HASH, as an earlier "audit-trail verify" has shown it.`);
  return { seq: Number(seq), hash: Buffer.from(hash, "hex") };
}

function show({ entries, last, findings, more, signed, repeated, archived }: Verdict): void {
  for (const { kind, because } of findings) console.log(`${kind}: ${because}`);
  if (more > 0) console.log(`… and ${more} more.`);
  if (findings.length > 0)
    return console.log(`The audit trail was tampered with or damaged (${entries} entries read).`);
  if (!last) return console.log("The audit trail is empty.");
  console.log(`The audit trail is whole: ${entries} entries, each follows the one before.`);
  if (archived > 0) console.log(`The first ${archived} entries are not here: they were archived before.`);
  if (signed > 0) console.log(`Signed checkpoints cover the first ${signed}, and all fit.`);
  if (repeated > 0) console.log(`${repeated} came twice, word by word, and count once.`);
  console.log(`It ends with ${last.seq}:${last.hash.toString("hex")}`);
  console.log("Keep that line where nobody who administers this server can change it. A later run with --witness");
  console.log("and that line finds even a trail that was written anew as a whole.");
}

function asJson({ last, findings, ...rest }: Verdict): object {
  const end = last && { seq: last.seq, hash: last.hash.toString("hex") };
  return {
    whole: findings.length === 0,
    entries: rest.entries,
    last: end,
    findings,
    more: rest.more,
    signed: rest.signed,
    archived: rest.archived,
    repeated: rest.repeated,
  };
}
