import { z } from "zod";
import { historyOf } from "#site/kept-history.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";

const listed = <T extends z.ZodType>(one: T) => z.array(one).readonly();
const Growth = z.object({
  bytes: z.number(),
  bytesPerDay: z.number(),
  keepDays: z.int().nullable().describe("null: for ever"),
});
const Month = z.object({ part: z.string(), begins: Instant, ends: Instant, bytes: z.number() });
const Hold = z.object({ id: z.string(), reason: z.string(), since: Instant.nullable(), until: Instant.nullable() });
const Removal = z.object({
  id: z.int(),
  kind: z.string(),
  counts: z.record(z.string(), z.int()).describe("Rows by table"),
  kept: z.int().describe("Rows of those times that stay: their alarms have not ended"),
  oldest: Instant,
  newest: Instant,
  removedAt: Instant,
});

/** How long the history stays, what goes, and what went. */
export function historyRetention(api: Api, core: Core): void {
  api.get(
    "/api/v1/history/retention",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary:
          "What the database holds of each kind of history, how fast it grows, what goes when, and what stays and why",
        response: {
          200: z.object({
            kinds: listed(
              Growth.extend({
                kind: z.string().describe("`events`, `alarms`, `messages`, `drills`, `duty`"),
                rows: z.number(),
                exact: z.boolean().describe("false: about so many"),
                oldest: Instant.nullable(),
                before: Instant.nullable().describe("What is older goes with the next look; null: nothing does"),
                goes: listed(Month).describe("Months that go with the next look"),
                stays: listed(Month.extend({ because: z.string() })).describe("Old enough, and kept"),
                nextAt: Instant.nullable().describe("When the next month is old enough"),
              }),
            ),
            auditTrail: Growth,
            holds: listed(Hold).describe("Legal holds in force"),
            openStories: z
              .object({ count: z.int(), oldest: listed(z.object({ alarm: z.int(), since: Instant })) })
              .describe("Alarms that have not ended: what belongs to them stays"),
            at: z.string().describe("Wall-clock time of the nightly look: `03:00`"),
            timeZone: z.string(),
            lookedAt: Instant.nullable(),
            nextLookAt: Instant,
            leastDays: z.int(),
            removals: listed(Removal).describe("The last ones, the latest first"),
          }),
        },
      },
    },
    async () => {
      const { readKept } = await import("#history/kept.ts");
      const { audit } = settingsOf(core.site.current);
      const auditDays = audit.archiveFolder === undefined ? null : audit.keepDays;
      return readKept(core.pool, historyOf(settingsOf(core.site.current)), auditDays, core.clock.now());
    },
  );

  api.get(
    "/api/v1/history/removals",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Up to when each kind of history was removed by the site's retention, and when that was",
        response: {
          200: listOf(z.object({ kind: z.string(), upTo: Instant, removedAt: Instant })),
        },
      },
    },
    async () => {
      const { removedUpTo } = await import("#history/removals.ts");
      return { items: await removedUpTo(core.pool), next: null };
    },
  );
}
