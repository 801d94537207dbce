import { binaryArray, single } from "./binary-array.ts";
import type { Table } from "./tables.ts";

/** A statement for `pg`, which prepares it once under its name. */
export interface Written {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

// The lock comes first: it waits for a batch that another connection is just storing, and then sees its number.
const FENCE = `locked as (select batch from core.lease where shard = $1 and token = $2 for update),
fence as (
  update core.lease set batch = $3, expires_at = now() + make_interval(secs => $4),
         last_event = $5, last_alarm = $6, last_occurrence = $7, last_callout = $8, last_notification = $9,
         last_transition = $10, last_audit = $11, audit_head = $12
    from locked
   where shard = $1 and locked.batch = $3 - 1
  returning 1 as fenced)`;

/**
 * Below this the rows are given one by one: a hundred arrays cost the database half a millisecond before the first row.
 * Kept low, because every combination of tables and numbers of rows is a prepared statement of its own.
 */
const FEW_ROWS = 8;

/** From here on a column with one value in all rows is given once, which saves the database a quarter of a flood's time. */
const MANY_ROWS = 100;

/** Each set of such columns is a prepared statement of its own, and there are never more of them than this. */
const SHAPES = 64;

const shapes = new Set<string>();
const parts = new Map<string, string>();

/** Builds the one statement that stores the rows of a batch, if the fence lets it pass. */
export class StatementOfRows {
  readonly #few: boolean;
  #name: string;
  readonly #parts: string[] = [];
  readonly #values: unknown[];

  /**
   * @param rows of all tables together
   * @param fence its parameters
   */
  constructor(rows: number, fence: readonly unknown[]) {
    this.#values = [...fence];
    this.#few = rows <= FEW_ROWS;
    this.#name = this.#few ? "few " : "journal ";
  }

  /** @param isNew whether a row can't be in the table yet */
  add<Row>(full: Table<Row>, rows: readonly Row[], isNew: (row: Row) => boolean = never): void {
    if (rows.length === 0) return;
    if (this.#few) this.#addFew(full, rows);
    else this.#addMany(rows.every(isNew) ? onlyNew(full) : full, rows);
  }

  written(): Written {
    return {
      name: this.#name,
      text: `with ${[FENCE, ...this.#parts].join(",\n")}\nselect fenced from fence`,
      values: this.#values,
    };
  }

  #addFew<Row>(table: Table<Row>, rows: readonly Row[]): void {
    this.#name += `${table.initial}${rows.length}`;
    this.#parts.push(insertFew(table, rows.length, this.#values.length));
    for (const row of rows) for (const [, type, cell] of table.columns) this.#values.push(single(type, cell(row)));
  }

  #addMany<Row>(table: Table<Row>, rows: readonly Row[]): void {
    const columns = table.columns.map(([, , cell]) => rows.map(cell));
    const alike = rows.length < MANY_ROWS ? 0 : known(table, alikeIn(columns));
    // The full stop ends each table's part: without it "ea2." would be two different statements.
    this.#name += `${table.initial}${alike === 0 ? "" : alike.toString(36)}.`;
    this.#parts.push(insertMany(table, this.#values.length, alike));
    for (const [at, [, type]] of table.columns.entries()) {
      const cells = columns[at] ?? [];
      this.#values.push(isAlike(alike, at) ? single(type, cells[0] ?? null) : binaryArray(type, cells));
    }
  }
}

const never = () => false;

/** The table for rows that can't be there yet: a flood's. Looking for each of them first would cost a sixth of its time. */
function onlyNew<Row>({ name, initial, columns }: Table<Row>): Table<Row> {
  return { name, initial: initial.toUpperCase(), columns };
}

/** The columns whose cells are all the same, as bits. The first column, which tells the rows apart, never is. */
function alikeIn(columns: readonly (readonly unknown[])[]): number {
  let alike = 0;
  for (const [at, cells] of columns.entries()) {
    if (at > 0 && cells.every((cell) => cell === cells[0])) alike += 2 ** at;
  }
  return alike;
}

/** `alike`, unless there are so many shapes of statements already that this batch goes without. */
function known<Row>({ initial }: Table<Row>, alike: number): number {
  const shape = `${initial}${alike}`;
  if (!shapes.has(shape) && shapes.size >= SHAPES) return 0;
  shapes.add(shape);
  return alike;
}

function isAlike(alike: number, at: number): boolean {
  return Math.floor(alike / 2 ** at) % 2 === 1;
}

/** The text of one table's part, with `before` parameters before its own. */
function insertMany<Row>(table: Table<Row>, before: number, alike: number): string {
  return part(`${table.name} ${table.initial} ${before} ${alike}`, () => {
    const columns = table.columns.map(([name, type], at) => ({
      name,
      parameter: `$${before + at + 1}::${type}`,
      once: isAlike(alike, at),
    }));
    const each = columns.filter(({ once }) => !once);
    const cells = columns.map(({ name, parameter, once }) => (once ? parameter : `given.${name}`));
    const arrays = each.map(({ parameter }) => `${parameter}[]`);
    return `${into(table)}
      select ${cells.join(", ")} from fence, unnest(${arrays.join(", ")}) as given(${each.map(({ name }) => name).join(", ")})${replacing(table)})`;
  });
}

function insertFew<Row>(table: Table<Row>, rows: number, before: number): string {
  return part(`${table.name} ${before} ${rows}`, () => {
    const width = table.columns.length;
    const row = (_: unknown, at: number) =>
      `(${table.columns.map(([, type], column) => `$${before + at * width + column + 1}::${type}`).join(", ")})`;
    return `${into(table)}
      select given.* from fence, (values ${Array.from({ length: rows }, row).join(", ")}) as given${replacing(table)})`;
  });
}

function into<Row>({ name, columns }: Table<Row>): string {
  return `${name.replace(".", "_")} as (insert into ${name} (${columns.map(([column]) => column).join(", ")})`;
}

function replacing<Row>({ key, columns }: Table<Row>): string {
  if (key === undefined) return "";
  const kept = key.split(", ");
  const changes = columns.flatMap(([name]) => (kept.includes(name) ? [] : [`${name} = excluded.${name}`]));
  return `\n      on conflict (${key}) do update set ${changes.join(", ")}`;
}

function part(key: string, made: () => string): string {
  let text = parts.get(key);
  if (text === undefined) {
    text = made();
    parts.set(key, text);
  }
  return text;
}
