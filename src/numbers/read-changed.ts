import type { Pool } from "pg";
import type { Span } from "./bins.ts";

/** Changes of the site by which alarms could be kept from people, past what guards them. */
export interface Changed {
  /** What keeps alarms from people in bulk and was done by one person alone, though two should look at it. */
  readonly alone: number;
  /** Points, with their limits, delays and priorities, that were changed on the machine itself: no right is asked there. */
  readonly onMachine: number;
}

export async function readChanged(pool: Pool, { from, to }: Span): Promise<Changed> {
  const within = [new Date(from), new Date(to)];
  const { rows: alone } = await pool.query<{ count: number }>(
    `select count(*)::int as count from audit.entry
      where object = 'approval' and action = 'approval.not-asked' and at >= $1 and at < $2
        and details::jsonb->'classes' ? 'alarms.inhibit'`,
    within,
  );
  const { rows: onMachine } = await pool.query<{ count: number }>(
    `select count(*)::int as count from config.item_version
      where kind = 'point' and version > 1 and changed_by like 'cli:%' and changed_at >= $1 and changed_at < $2`,
    within,
  );
  return { alone: alone[0]?.count ?? 0, onMachine: onMachine[0]?.count ?? 0 };
}
