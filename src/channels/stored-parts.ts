import type { Pool } from "pg";
import { storable } from "#kernel/text.ts";
import type { IncomingParts } from "./incoming-texts.ts";

interface Row {
  readonly sender: string;
  readonly reference: number;
  readonly total: number;
  readonly number: number;
  readonly text: string;
  readonly came_at: Date;
}

const LONGEST = 1000;

/** Parts of texts that came to a channel, in the database. */
export function storedParts(pool: Pool, channel: string): IncomingParts {
  return {
    async all() {
      const { rows } = await pool.query<Row>(
        `select sender, reference, total, number, text, came_at from core.incoming_part
          where channel = $1 order by came_at`,
        [channel],
      );
      return rows.map(({ sender: from, came_at, ...part }) => ({ ...part, from, cameAt: came_at.getTime() }));
    },
    async keep({ from, reference, total, number, text, cameAt }) {
      await pool.query(
        `insert into core.incoming_part (channel, sender, reference, total, number, text, came_at)
          values ($1, $2, $3, $4, $5, $6, $7)
          on conflict (channel, sender, reference, total, number)
          do update set text = excluded.text, came_at = excluded.came_at`,
        [channel, storable(from, LONGEST), reference, total, number, storable(text, LONGEST), new Date(cameAt)],
      );
    },
    async drop(from, { reference, total }) {
      await pool.query(
        "delete from core.incoming_part where channel = $1 and sender = $2 and reference = $3 and total = $4",
        [channel, storable(from, LONGEST), reference, total],
      );
    },
  };
}
