import { whyNoOperatorId } from "./roles.ts";

/** An operator's account as another product gives it: SHA-256 of salt and password, in this order. */
export interface ImportedAccount {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Empty: all. */
  readonly partitions: readonly string[];
  readonly salt: Buffer;
  readonly sha256: Buffer;
}

export interface RowError {
  /** The line of the file in which the row begins, or the number of the entry in JSON; from 1. */
  readonly row: number;
  readonly because: string;
}

export interface AccountFile {
  readonly accounts: readonly (ImportedAccount & { readonly row: number })[];
  readonly errors: readonly RowError[];
}

/** How hash and salt are written. */
export const ENCODINGS = ["hex", "base64"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What a file may hold at once: each account costs a tenth of a second of hashing. */
export const MOST_ACCOUNTS = 2000;
const COLUMNS = ["id", "name", "role", "salt", "sha256"] as const;
type Row = Readonly<Record<string, string>>;

/** Reads accounts from CSV (RFC 4180, with a header line) or from a JSON array of objects with the same names. */
export function readAccounts(text: string, encoding: Encoding): AccountFile {
  const body = text.replace(/^\uFEFF/, "");
  const rows = /^\s*\[/.test(body) ? rowsOfJson(body) : rowsOfCsv(body);
  if (typeof rows === "string") return { accounts: [], errors: [{ row: 1, because: rows }] };
  if (rows.length > MOST_ACCOUNTS) {
    const because = `The file holds ${rows.length} accounts; import at most ${MOST_ACCOUNTS} at once.`;
    return { accounts: [], errors: [{ row: 1, because }] };
  }
  const accounts: (ImportedAccount & { row: number })[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const { row, cells } of rows) {
    const account = accountOf(cells, encoding);
    const before = typeof account === "string" ? undefined : seen.get(account.id);
    if (typeof account === "string") errors.push({ row, because: account });
    else if (before !== undefined) errors.push({ row, because: `'${account.id}' is in row ${before} already.` });
    else {
      seen.set(account.id, row);
      accounts.push({ ...account, row });
    }
  }
  return { accounts, errors };
}

function accountOf(cells: Row, encoding: Encoding): ImportedAccount | string {
  const missing = COLUMNS.filter((column) => (cells[column] ?? "").trim() === "");
  if (missing.length > 0) return `${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing.`;
  const { id = "", name = "", role = "", salt = "", sha256 = "", partitions = "" } = cells;
  const wrong = whyNoOperatorId(id.trim().toLowerCase());
  if (wrong) return wrong;
  if (name.trim().length > 120) return "The name has more than 120 characters.";
  const [saltBytes, hashBytes] = [decoded(salt, encoding), decoded(sha256, encoding)];
  if (!saltBytes) return `The salt is not ${encoding}.`;
  if (!hashBytes) return `The hash is not ${encoding}.`;
  if (saltBytes.length > 64) return `The salt has ${saltBytes.length} bytes; expected at most 64.`;
  if (hashBytes.length !== 32) return `The hash has ${hashBytes.length} bytes; SHA-256 has 32.`;
  return {
    id: id.trim().toLowerCase(),
    name: name.trim(),
    role: role.trim(),
    partitions: partitions.split(/[\s;]+/).filter((one) => one !== ""),
    salt: saltBytes,
    sha256: hashBytes,
  };
}

/** Strictly: Buffer takes as much of a text as it understands, and leaves out the rest. */
function decoded(text: string, encoding: Encoding): Buffer | null {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, encoding);
  const plain = (one: string) => one.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  const same =
    encoding === "hex"
      ? bytes.toString("hex") === trimmed.toLowerCase()
      : plain(bytes.toString("base64")) === plain(trimmed);
  return same && bytes.length > 0 ? bytes : null;
}

interface NumberedRow {
  readonly row: number;
  readonly cells: Row;
}

function rowsOfJson(text: string): readonly NumberedRow[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "The file begins like JSON and is none; check its brackets and commas.";
  }
  if (!Array.isArray(parsed)) return "The file is no JSON array.";
  return parsed.map((one: unknown, at) => {
    const entries = typeof one === "object" && one !== null ? Object.entries(one) : [];
    const cells = entries.map(([key, value]) => [key, Array.isArray(value) ? value.join(" ") : String(value)]);
    return { row: at + 1, cells: Object.fromEntries(cells) as Row };
  });
}

function rowsOfCsv(text: string): readonly NumberedRow[] | string {
  const records = recordsOf(text);
  if (typeof records === "string") return records;
  const [header, ...rest] = records;
  const names = header?.fields.map((one) => one.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    return `The first line must name the columns ${COLUMNS.join(", ")} (and partitions, if any); ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing.`;
  }
  return rest.map(({ line, fields }) => ({
    row: line,
    cells: Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ""])),
  }));
}

/** Records of RFC 4180: a quoted field may hold commas, line breaks and doubled quotes. Empty lines are left out. */
function recordsOf(text: string): { line: number; fields: string[] }[] | string {
  const records: { line: number; fields: string[] }[] = [];
  const part = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
  let line = 1;
  let begins = 1;
  let fields: string[] = [];
  while (part.lastIndex < text.length || fields.length > 0) {
    const found = part.exec(text);
    if (!found) return `Line ${line} is not CSV: a quote stands where none may be, or is not closed.`;
    const [whole, field = "", end] = found;
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    if (fields.length > 1 || fields[0] !== "") records.push({ line: begins, fields });
    fields = [];
    begins = line;
  }
  return records;
}
