/** Holds docs/traceability.csv against the requirements, the files that it names and, where given, the tests that passed. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv } from "#kernel/csv.ts";

const STATUSES = ["open", "partial", "proven", "superseded", "deviates"] as const;
/** Not the curves P-256 and P-384. */
const ID = /^[WNP]-\d{3}\b/;

export interface Trace {
  readonly id: string;
  readonly status: string;
  readonly proof: string;
  readonly note: string;
}

export interface Evidence {
  readonly exists: (file: string) => boolean;
  /** Whether the file holds a test of this title. */
  readonly hasTest: (file: string, title: string) => boolean;
  /** `file#title` of every test that passed; null: no run is looked at. */
  readonly passed: ReadonlySet<string> | null;
}

/** What is wrong with the table, one sentence each; none when it is honest. */
export function faultsOf(requirements: readonly string[], rows: readonly Trace[], evidence: Evidence): string[] {
  const known = new Set(requirements);
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    if (!known.has(row.id)) faults.push(`${row.id} is no requirement`);
    if (seen.has(row.id)) faults.push(`${row.id} stands twice`);
    seen.add(row.id);
    faults.push(...faultsOfRow(row, evidence).map((fault) => `${row.id}: ${fault}`));
  }
  for (const id of known) if (!seen.has(id)) faults.push(`${id} is missing`);
  return faults;
}

function faultsOfRow({ status, proof }: Trace, evidence: Evidence): string[] {
  if (!(STATUSES as readonly string[]).includes(status)) return [`'${status}' is no status`];
  const proofs = proof.split(/;(?=(?:test|golden|doc|decision):)/).filter(Boolean);
  if (status === "open") return proofs.length > 0 ? ["is open and has a proof"] : [];
  if (proofs.length === 0) return [`is ${status} without a proof`];
  return proofs.flatMap((one) => faultOfProof(one, evidence));
}

function faultOfProof(proof: string, { exists, hasTest, passed }: Evidence): string[] {
  const [, form, file = "", title] = /^(test|golden|doc|decision):([^#]+)(?:#(.+))?$/.exec(proof) ?? [];
  if (form === undefined) return [`'${proof}' is no form of proof`];
  if (!exists(file)) return [`${file} is not there`];
  if (form !== "test") return [];
  if (title === undefined) return [`${file} is named without the title of a test`];
  if (!hasTest(file, title)) return [`${file} has no test '${title}'`];
  return passed && !passed.has(`${file}#${title}`) ? [`the test '${title}' of ${file} did not pass`] : [];
}

/** Titles that begin with ids of which one is unknown. */
export function strangers(requirements: readonly string[], titles: readonly string[]): string[] {
  const known = new Set(requirements);
  return titles.filter((title) => idsOf(title).some((id) => !known.has(id)));
}

const GUIDES = { W: "WIN-911", N: "OW5000", P: "Unison" } as const;

/** How many rows of each guide, and of all, have which status: a line each. */
export function totals(rows: readonly Pick<Trace, "id" | "status">[]): string[] {
  const line = (name: string, some: readonly Pick<Trace, "status">[]) => {
    const counts = STATUSES.map((status) => `${some.filter((row) => row.status === status).length} ${status}`);
    return `${name}: ${some.length} requirements, ${counts.join(", ")}`;
  };
  const each = Object.entries(GUIDES).map(([letter, name]) =>
    line(
      name,
      rows.filter(({ id }) => id.startsWith(letter)),
    ),
  );
  return [...each, line("All", rows)];
}

function idsOf(title: string): string[] {
  const ids: string[] = [];
  for (let rest = title, id = ID.exec(rest)?.[0]; id; id = ID.exec(rest)?.[0]) {
    ids.push(id);
    rest = rest.slice(id.length).replace(/^[ ,]+/, "");
  }
  return ids;
}

export const ROOT = join(import.meta.dirname, "..");

export function readTables(): { requirements: string[]; rows: Trace[] } {
  const read = (file: string) => readCsv(readFileSync(join(ROOT, file), "utf8"));
  const requirements = read("docs/requirements/requirements.csv").map((row) => row["id"] ?? "");
  return { requirements, rows: read("docs/traceability.csv") as unknown as Trace[] };
}

/** Of the checkout: files as they are, titles as they stand in the text. */
export function checkoutEvidence(passed: ReadonlySet<string> | null): Evidence {
  return {
    exists: (file) => existsSync(join(ROOT, file)),
    hasTest: (file, title) => holdsTitle(readFileSync(join(ROOT, file), "utf8"), title),
    passed,
  };
}

/** Whether a text holds a title as it is, or a template that could make it. */
export function holdsTitle(text: string, title: string): boolean {
  if (text.includes(title)) return true;
  return [...text.matchAll(/`([WNP]-\d{3}[^`]*\$\{[^`]*)`/g)].some(([, template = ""]) => {
    const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return new RegExp(`^${parts.join(".+")}$`).test(title);
  });
}

/** Titles of tests in the checkout that begin with something like an id. */
export function titlesWithIds(): string[] {
  const files = globSync("{src,test,web/src}/**/*.test.ts", { cwd: ROOT });
  return files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/\b(?:test|it|describe)\(\s*["'`]([WNP]-\d{3}[^"'`]*)/g)].map(
      (found) => found[1] ?? "",
    ),
  );
}

if (import.meta.main) {
  const passed = new Set(process.argv.slice(2).flatMap((file) => readFileSync(file, "utf8").split("\n")));
  const { requirements, rows } = readTables();
  const faults = [
    ...faultsOf(requirements, rows, checkoutEvidence(passed)),
    ...strangers(requirements, titlesWithIds()).map(
      (title) => `the test '${title}' names a requirement that there is not`,
    ),
  ];
  for (const fault of faults) console.error(fault);
  for (const line of totals(rows)) console.log(line);
  process.exit(faults.length > 0 ? 1 : 0);
}
