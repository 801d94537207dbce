import { z } from "zod";
import { leafOf } from "#audit/chain.ts";
import {
  consistencyPath,
  inclusionPath,
  provesConsistency,
  provesInclusion,
  type Range,
  rangeRoot,
} from "#audit/merkle.ts";
import { keyText } from "#audit/note.ts";
import { ReadingRecord } from "#audit/reading.ts";
import { beginningOf } from "#audit/removals.ts";
import { publicKeys } from "#audit/signing-key.ts";
import { entriesBetween } from "#audit/trail.ts";
import { TrailCheck } from "#audit/trail-check.ts";
import { checkpointsBefore, nodesIn, type StoredCheckpoint, TreeDamaged } from "#audit/tree-store.ts";
import { sees } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { listOf, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What proves that the audit trail is what it was: checkpoints, proofs (RFC 6962 §2.1), witnesses, verification. */
export function auditProof(api: Api, core: Core): void {
  const readings = new ReadingRecord(core.journal, core.clock);
  const check = new TrailCheck(core.pool, core.clock);

  api.get(
    "/api/v1/audit-trail/checkpoints",
    {
      config: { needs: "audit:read" },
      schema: {
        summary: "Signed checkpoints (C2SP tlog-checkpoint), the newest first",
        querystring: Page,
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const before = placeOf(cursor, 1)?.[0] ?? Number.MAX_SAFE_INTEGER;
      const found = await checkpointsBefore(core.pool, before, limit + 1);
      const items = found.slice(0, limit).map(({ size, at, note }) => ({ size, at, note }));
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? cursorOf([last.size]) : null };
    },
  );

  api.get(
    "/api/v1/audit-trail/witnesses",
    {
      config: { needs: "audit:read", everywhere: true },
      schema: {
        summary: "Public keys of the checkpoints, and how the witnesses fare",
        response: { 200: z.object({ keys: z.array(z.string()), witnesses: z.array(Thing) }) },
      },
    },
    async () => ({
      keys: (await publicKeys(core.pool)).map(keyText),
      witnesses: core.witnesses.health().map((health) => ({ ...health })),
    }),
  );

  api.get(
    "/api/v1/audit-trail/:seq/proof",
    {
      config: { needs: "audit:read" },
      schema: {
        summary: "Proves that an entry is in the signed trail: leaf index, path of hashes, checkpoint",
        params: z.strictObject({ seq: Size }),
        querystring: z.strictObject({ size: Size.optional().describe("Of a checkpoint; absent: the newest") }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const { seq } = request.params;
      const [entry] = await entriesBetween(core.pool, seq, seq);
      const beginning = await beginningOf(core.pool);
      if (!entry && beginning && seq <= beginning.seq) {
        throw new Refusal(
          410,
          "Archived",
          `Entry ${seq} was archived: entries up to ${beginning.seq} are no longer in the database. "tocsin audit-trail verify --from" proves the archive that holds it.`,
        );
      }
      if (!entry || !sees(whoOf(request), entry.partition, "audit:read")) {
        throw new Refusal(404, "Not found", `There is no entry ${seq}, or it is not in your partitions.`);
      }
      const checkpoint = await checkpointOf(core, request.query.size);
      if (seq > checkpoint.size) {
        throw new Refusal(
          409,
          "Not signed yet",
          `The checkpoint of ${checkpoint.size} entries does not cover entry ${seq}. A newer one is signed within a minute: ask again then.`,
        );
      }
      const { size, root, note } = checkpoint;
      const leaf = leafOf(entry);
      const path = await hashesOf(core, inclusionPath(seq - 1, size));
      if (!provesInclusion({ leaf, index: seq - 1, size, root }, path)) throw damaged(`Entry ${seq} is`);
      return { seq, index: seq - 1, size, leaf: leaf.toString("base64"), path: coded(path), checkpoint: note };
    },
  );

  api.get(
    "/api/v1/audit-trail/consistency",
    {
      config: { needs: "audit:read" },
      schema: {
        summary: "Proves that the trail at one checkpoint begins with all of the trail at an earlier one",
        querystring: z.strictObject({ from: Size, to: Size.optional().describe("Absent: the newest") }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const second = await checkpointOf(core, request.query.to);
      const first = await checkpointOf(core, request.query.from);
      if (first.size > second.size) {
        throw new Refusal(400, "Not valid", `The first size must not be larger than the second (${second.size}).`);
      }
      const path = await hashesOf(core, consistencyPath(first.size, second.size));
      if (!provesConsistency(first, second, path)) throw damaged(`The first ${first.size} entries are`);
      return { from: first.size, to: second.size, path: coded(path), checkpoints: [first.note, second.note] };
    },
  );

  api.post(
    "/api/v1/audit-trail/verification",
    {
      config: { needs: "audit:read", everywhere: true },
      schema: {
        summary: "Verify the whole trail now; ask for the verdict with GET",
        body: z.strictObject({}).nullish(),
      },
    },
    async (request, reply) => {
      await readings.note(actorIn(request), nameInTrail(whoOf(request)), "verify", "had it verified");
      void check.run();
      return reply.code(202).send({ ...check.state });
    },
  );

  api.get(
    "/api/v1/audit-trail/verification",
    {
      config: { needs: "audit:read", everywhere: true },
      schema: { summary: "The verdict of the last verification", response: { 200: Thing } },
    },
    () => {
      const { state } = check;
      if (state.state !== "done") return { ...state };
      const { last, ...verdict } = state.verdict;
      return { ...state, verdict: { ...verdict, last: last && { seq: last.seq, hash: last.hash.toString("hex") } } };
    },
  );
}

async function checkpointOf(core: Core, size: number | undefined): Promise<StoredCheckpoint> {
  const [found] = await checkpointsBefore(core.pool, size === undefined ? Number.MAX_SAFE_INTEGER : size + 1, 1);
  if (found && (size === undefined || found.size === size)) return found;
  throw new Refusal(
    404,
    "Not found",
    size === undefined
      ? "There is no checkpoint yet: the first is signed a minute after the first entry."
      : `There is no checkpoint of ${size} entries. GET /api/v1/audit-trail/checkpoints lists them.`,
  );
}

async function hashesOf(core: Core, path: readonly Range[]): Promise<Buffer[]> {
  const node = nodesIn(core.pool);
  const hashes: Buffer[] = [];
  try {
    for (const range of path) hashes.push(await rangeRoot(range, node));
  } catch (thrown) {
    if (thrown instanceof TreeDamaged) throw new Refusal(500, "Trail damaged", thrown.message);
    throw thrown;
  }
  return hashes;
}

function coded(hashes: readonly Buffer[]): string[] {
  return hashes.map((hash) => hash.toString("base64"));
}

function damaged(what: string): Refusal {
  return new Refusal(
    500,
    "Trail damaged",
    `${what} not what was signed: nothing can be proven. Run "tocsin audit-trail verify".`,
  );
}
