import { createHash, randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { Instant } from "#kernel/clock.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { type FileFacts, type FileType, factsOfFile } from "./file-type.ts";
import { hasTooManyPixels, LateFrame, MOST_PIXELS, MOST_PIXELS_A_SIDE } from "./picture-size.ts";

/** An uploaded file, without its content. */
export interface StoredFile {
  /** SHA-256 of its content, hex digits. */
  readonly id: string;
  /** Rises with every upload. */
  readonly number: number;
  readonly name: string;
  readonly type: FileType;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly uploadedAt: Instant;
  /** As the audit trail names them. */
  readonly uploadedBy: string;
  /** Alarms that it was attached to. */
  readonly alarms: readonly number[];
}

export interface Upload {
  readonly content: AsyncIterable<Buffer>;
  readonly name: string;
  readonly actor: Actor;
  /** How the sentence in the trail calls them. */
  readonly by: string;
  /** Whoever sees this alarm sees the file, which stays as long as the alarm's history does. */
  readonly alarm?: { readonly id: number; readonly partition: string } | undefined;
  /** In bytes: of one file, and of all together. */
  readonly limits: { readonly largest: number; readonly total: number };
}

/** Why an upload was not taken. Nothing of it is kept. */
export class UploadRefusal extends Error {
  readonly why: "too large" | "no room" | "unknown type" | "too many pixels" | "empty";
  constructor(why: UploadRefusal["why"], message: string) {
    super(message);
    this.why = why;
  }
}

/** Rows of so many bytes: what an upload holds in memory, and how long it keeps others from writing. */
const CHUNK_BYTES = 256 * 1024;
/** What has not become a file by then never will: its server was ended half-way. */
const ABANDONED_MS = 3_600_000;

/**
 * Takes a file, piece by piece into the database: it is there after a take-over, and once this resolves no kill loses
 * it. The same content is stored once. Throws an `UploadRefusal`.
 */
export async function storeFile(
  pool: Pool,
  journal: Journal,
  upload: Upload,
): Promise<{ file: StoredFile; isNew: boolean }> {
  const key = randomUUID();
  const hash = createHash("sha256");
  let facts: FileFacts | null = null;
  const frame = new LateFrame();
  let bytes = 0;
  let number = 0;
  try {
    for await (const chunk of inChunks(upload.content)) {
      facts = acceptable(facts ?? factsOfFile(chunk), frame, chunk);
      bytes += chunk.length;
      if (bytes > upload.limits.largest) throw tooLarge(upload.limits.largest);
      hash.update(chunk);
      const part = number++;
      await journal.submit("operator", (batch) => {
        if (part === 0) forgetAbandoned(batch);
        batch.also("insert into core.file_chunk (upload, number, stored_at, data) values ($1, $2, $3, $4)", [
          key,
          part,
          new Date(batch.now),
          chunk,
        ]);
      });
    }
    if (!facts) throw new UploadRefusal("empty", "The upload holds nothing: choose a file that isn't empty.");
    const id = hash.digest("hex");
    const known = await readFileFacts(pool, id);
    if (!known) await demandRoom(pool, bytes, upload.limits.total);
    await journal.submit("operator", (batch) => note(batch, { ...upload, id, key, bytes, facts, known }));
    const file = await readFileFacts(pool, id);
    if (!file) throw new Error(`the file ${id} was stored and is not there`);
    return { file, isNew: !known };
  } catch (thrown) {
    // Half of a file is nothing. What can't be removed now is removed with a later upload.
    await journal.submit("operator", (batch) => dropChunks(batch, key)).catch(() => undefined);
    throw thrown;
  }
}

interface Whole extends Upload {
  readonly id: string;
  readonly key: string;
  readonly bytes: number;
  readonly facts: FileFacts | null;
  readonly known: StoredFile | null;
}

function note(batch: Batch, { id, key, name, bytes, facts, known, actor, by, alarm }: Whole): void {
  if (known) dropChunks(batch, key);
  else {
    batch.also(
      `insert into core.file (id, upload, name, type, bytes, width, height, uploaded_at, uploaded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
      [id, key, name, facts?.type, bytes, facts?.width, facts?.height, new Date(batch.now), actor.id],
    );
  }
  if (alarm)
    batch.also("insert into core.file_alarm (file, alarm) values ($1, $2) on conflict do nothing", [id, alarm.id]);
  batch.audit({
    actor,
    action: "file.uploaded",
    object: `file:${id}`,
    partition: alarm?.partition,
    sentence: `${by} uploaded the file '${name}' (${facts?.type}, ${bytes} bytes)${alarm ? ` for alarm ${alarm.id}` : ""}.`,
    details: { name, type: facts?.type, bytes },
  });
}

/** Removes a file that nothing shows; whoever asks has made sure of that. */
export async function removeFile(
  journal: Journal,
  { id, name }: Pick<StoredFile, "id" | "name">,
  { actor, by }: { actor: Actor; by: string },
): Promise<void> {
  await journal.submit("operator", (batch) => {
    batch.also("delete from core.file_chunk where upload = (select upload from core.file where id = $1)", [id]);
    batch.also("delete from core.file where id = $1", [id]);
    batch.audit({
      actor,
      action: "file.removed",
      object: `file:${id}`,
      sentence: `${by} removed the file '${name}', which nothing showed.`,
    });
  });
}

const FACTS = `select id, number::int, name, type, bytes::int, width, height, uploaded_at, uploaded_by,
  (select coalesce(json_agg(alarm), '[]') from core.file_alarm where file = id) as alarms from core.file`;

export async function readFileFacts(client: Pick<PoolClient, "query">, id: string): Promise<StoredFile | null> {
  const { rows } = await client.query<FileRow>(`${FACTS} where id = $1`, [id]);
  return rows[0] ? fileOf(rows[0]) : null;
}

/** The newest first. @param before a number that was the last of the page before */
export async function listFiles(
  client: Pick<PoolClient, "query">,
  before: number,
  limit: number,
): Promise<StoredFile[]> {
  const { rows } = await client.query<FileRow>(`${FACTS} where number < $1 order by number desc limit $2`, [
    before,
    limit,
  ]);
  return rows.map(fileOf);
}

/** How many bytes all files have together. */
export async function bytesStored(client: Pick<PoolClient, "query">): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>("select coalesce(sum(bytes), 0) as bytes from core.file");
  return Number(rows[0]?.bytes ?? 0);
}

/** One piece of a file's content; null: there is none with this number, counted from 0. */
export async function readChunk(client: Pick<PoolClient, "query">, id: string, number: number): Promise<Buffer | null> {
  const { rows } = await client.query<{ data: Buffer }>(
    "select data from core.file_chunk where upload = (select upload from core.file where id = $1) and number = $2",
    [id, number],
  );
  return rows[0]?.data ?? null;
}

type FileRow = Omit<StoredFile, "uploadedAt" | "uploadedBy"> & {
  readonly uploaded_at: Date;
  readonly uploaded_by: string;
};

function fileOf({ uploaded_at, uploaded_by, ...row }: FileRow): StoredFile {
  return { ...row, uploadedAt: uploaded_at.getTime(), uploadedBy: uploaded_by };
}

function acceptable(known: FileFacts | null, frame: LateFrame, chunk: Buffer): FileFacts {
  if (!known) {
    throw new UploadRefusal(
      "unknown type",
      "This is no picture and no document that Tocsin takes: choose a PNG, JPEG, WebP, GIF, SVG, PDF or GeoJSON file.",
    );
  }
  const size = known.type === "image/jpeg" && known.width === null ? frame.take(chunk) : null;
  const facts = { ...known, ...size };
  if (hasTooManyPixels(facts)) {
    throw new UploadRefusal(
      "too many pixels",
      `The picture has ${facts.width} × ${facts.height} pixels, and screens show ${MOST_PIXELS / 1_000_000} million at most, ${MOST_PIXELS_A_SIDE} a side: make it smaller.`,
    );
  }
  return facts;
}

export function tooLarge(largest: number): UploadRefusal {
  const limit = Math.round(largest / 1024 / 1024);
  return new UploadRefusal(
    "too large",
    `A file may have ${limit} MB (files.largestMb of the site's settings): make it smaller, or ask an administrator for more.`,
  );
}

async function demandRoom(pool: Pool, bytes: number, total: number): Promise<void> {
  if ((await bytesStored(pool)) + bytes <= total) return;
  throw new UploadRefusal(
    "no room",
    `All files together may have ${Math.round(total / 1024 / 1024)} MB (files.totalMb of the site's settings): remove files that nothing shows, or ask an administrator for more.`,
  );
}

function dropChunks(batch: Batch, key: string): void {
  batch.also("delete from core.file_chunk where upload = $1", [key]);
}

function forgetAbandoned(batch: Batch): void {
  batch.also(
    `delete from core.file_chunk where upload in (select upload from core.file_chunk c where number = 0 and stored_at < $1
       and not exists (select from core.file f where f.upload = c.upload))`,
    [new Date(batch.now - ABANDONED_MS)],
  );
}

async function* inChunks(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + CHUNK_BYTES - bytes);
      pieces.push(part);
      bytes += part.length;
      from += part.length;
      if (bytes < CHUNK_BYTES) continue;
      yield Buffer.concat(pieces, bytes);
      pieces = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(pieces, bytes);
}
