import type { Hold, Part } from "#audit/retention.ts";
import type { Retained } from "#audit/retention-desk.ts";
import { Fault } from "#kernel/fault.ts";
import { ask, instantOf, printJson } from "./ask.ts";

interface Options {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const HOLDS = "/api/v1/audit-trail/holds";

interface Retention {
  readonly keepDays: number;
  readonly archiveFolder: string | null;
  readonly goes: readonly Part[];
  readonly stays: readonly (Part & { readonly because: string })[];
}

/** Shows what retention would archive and remove, and does it with `--yes`. */
export async function retain(options: Options): Promise<number> {
  const path = "/api/v1/audit-trail/retention";
  if (options.yes) {
    const { archived } = (await ask(options, "POST", path)) as { archived: readonly Retained[] };
    if (options.json) printJson(archived);
    else if (archived.length === 0) console.log("Nothing was due.");
    for (const { first, last, archive } of options.json ? [] : archived)
      console.log(`Entries ${first} to ${last} were archived in ${archive} and removed.`);
    return 0;
  }
  const plan = (await ask(options, "GET", path)) as Retention;
  if (options.json) printJson(plan);
  else showPlan(plan);
  return 0;
}

/** Lists the legal holds, those in force first. */
export async function holds(options: Options): Promise<number> {
  const { items } = (await ask(options, "GET", HOLDS)) as { items: readonly Hold[] };
  if (options.json) printJson(items);
  else if (items.length === 0) console.log("There is no legal hold.");
  for (const one of options.json ? [] : items) {
    const lifted = one.liftedAt === null ? "" : `, lifted ${timeOf(one.liftedAt)} by ${one.liftedBy}: ${one.liftedFor}`;
    const [from, to] = [one.since, one.until].map((at) => (at === null ? "" : timeOf(at)));
    console.log(`${one.id}  ${from}..${to}  by ${one.placedBy}: ${one.reason}${lifted}`);
  }
  return 0;
}

/** Keeps what was written between two times until the hold is lifted. @param words the reason */
export async function hold(options: Options, words: readonly string[]): Promise<number> {
  const reason = words.join(" ").trim();
  if (reason === "") throw new Fault("invalid", 'Say why: tocsin audit-trail hold "case 17 of the insurer".');
  const instant = (text: string | undefined, option: string) => (text === undefined ? null : instantOf(text, option));
  const [since, until] = [instant(options.since, "since"), instant(options.until, "until")];
  const placed = (await ask(options, "POST", HOLDS, { reason, since, until })) as { id: string };
  if (options.json) printJson(placed);
  else console.log(`The legal hold ${placed.id} stands until "tocsin audit-trail lift ${placed.id} REASON".`);
  return 0;
}

export async function lift(options: Options, [id = "", ...words]: readonly string[]): Promise<number> {
  const reason = words.join(" ").trim();
  if (id === "" || reason === "") {
    throw new Fault("invalid", 'Say which and why: tocsin audit-trail lift ID "the case is closed".');
  }
  const answer = await ask(options, "POST", `${HOLDS}/${encodeURIComponent(id)}/lift`, { reason });
  if (options.json) printJson(answer);
  else console.log(`The legal hold ${id} is lifted.`);
  return 0;
}

function timeOf(instant: number): string {
  return new Date(instant).toISOString();
}

function showPlan({ keepDays, archiveFolder, goes, stays }: Retention): void {
  const upTo = ({ first, last, ends }: Part) =>
    `Entries ${first} to ${last}, up to ${new Date(ends).toISOString().slice(0, 10)},`;
  console.log(`The audit trail keeps ${keepDays} days.`);
  for (const part of goes) console.log(`${upTo(part)} would be archived and removed.`);
  for (const part of stays) console.log(`${upTo(part)} stay: ${part.because}.`);
  if (goes.length === 0) console.log("Nothing would be removed.");
  else if (archiveFolder === null)
    console.log("The site names no folder for archives, so nothing is removed: set audit.archiveFolder.");
  else
    console.log(
      `"tocsin audit-trail retain --yes" does it now; it happens by itself every day, into ${archiveFolder}.`,
    );
}
