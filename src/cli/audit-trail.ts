import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type pg from "pg";
import { fromLine, linesOf, toLine } from "#audit/lines.ts";
import { pagesOfTrail, verifyTrail } from "#audit/trail.ts";
import { type Mark, type Verdict, Verification } from "#audit/verify.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { openLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { asClient } from "#store/client.ts";
import { openDatabase } from "#store/database.ts";
import { PLACE } from "./place.ts";

const OPTIONS = {
  ...PLACE,
  from: { type: "string" },
  witness: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;
type Options = ReturnType<typeof read>["values"];

function read(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

/** `tocsin audit-trail verify` answers 0 when nothing is wrong; `export` writes one entry a line to standard output. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args);
  const [what] = positionals;
  if (what === "verify") return verify(values);
  if (what === "export") return inTrail(values, exportTrail);
  console.error('Say "tocsin audit-trail verify" or "tocsin audit-trail export".');
  return 2;
}

async function verify(options: Options): Promise<number> {
  const marks = (options.witness ?? []).map(readMark);
  const verdict = options.from
    ? await verifyFile(options.from, marks)
    : await inTrail(options, (client) => verifyTrail(client, { marks }));
  if (options.json) console.log(JSON.stringify(asJson(verdict)));
  else show(verdict);
  return verdict.findings.length === 0 ? 0 : 1;
}

async function verifyFile(file: string, marks: readonly Mark[]): Promise<Verdict> {
  const verification = new Verification({ marks });
  try {
    for await (const { number, text } of linesOf(file)) {
      const entry = fromLine(text);
      if (typeof entry === "string") verification.unreadable(number, entry);
      else verification.take(entry);
    }
  } catch (thrown) {
    throw new Fault("not-found", `The file ${file} can't be read: ${saying(thrown)}. Name one that an export wrote.`);
  }
  return verification.finish();
}

async function exportTrail(client: pg.Client): Promise<number> {
  for await (const page of pagesOfTrail(client)) {
    const text = page.map((entry) => `${toLine(entry)}\n`).join("");
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
  return 0;
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

function show({ entries, last, findings, more }: Verdict): void {
  for (const { kind, because } of findings) console.log(`${kind}: ${because}`);
  if (more > 0) console.log(`… and ${more} more.`);
  if (findings.length > 0)
    return console.log(`The audit trail was tampered with or damaged (${entries} entries read).`);
  if (!last) return console.log("The audit trail is empty.");
  console.log(`The audit trail is whole: ${entries} entries, each follows the one before.`);
  console.log(`It ends with ${last.seq}:${last.hash.toString("hex")}`);
  console.log("Keep that line where nobody who administers this server can change it. A later run with --witness");
  console.log("and that line finds even a trail that was written anew as a whole.");
}

function asJson({ entries, last, findings, more }: Verdict): object {
  const end = last && { seq: last.seq, hash: last.hash.toString("hex") };
  return { whole: findings.length === 0, entries, last: end, findings, more };
}
