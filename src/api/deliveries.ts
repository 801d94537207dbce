import { z } from "zod";
import { readAttempts } from "#channels/attempts.ts";
import { MESSAGE_KINDS } from "#channels/channel.ts";
import { NOTIFICATION_STATES } from "#escalation/callout.ts";
import { partitionsOf } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { whoOf } from "./identity.ts";
import { deliveriesOf } from "./rows.ts";
import { InstantParameter, listOf, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Filter = Page.extend({
  channel: z.string().max(63).optional(),
  person: z.string().max(63).optional(),
  kind: z.enum(MESSAGE_KINDS).optional(),
  state: z.enum(NOTIFICATION_STATES).optional(),
  alarm: z.coerce.number().int().min(1).optional(),
  from: InstantParameter.optional(),
  to: InstantParameter.optional(),
});

/** Every message that was to go out, its attempts and what became of them. */
export function deliveries(api: Api, core: Core): void {
  api.get(
    "/api/v1/deliveries",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Messages with their attempts and outcomes, the newest first",
        querystring: Filter,
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query;
      const before = placeOf(cursor, 1)?.[0];
      const [found, attempts] = await core.rows.read(partitionsOf(whoOf(request), "alarms:read"), async (client) => {
        const rows = await deliveriesOf(client, { ...filter, before, limit: limit + 1 });
        return [
          rows,
          await readAttempts(
            client,
            rows.map(({ id }) => id),
          ),
        ] as const;
      });
      const items = found.slice(0, limit).map((delivery) => ({
        ...delivery,
        // A verification's words hold its code.
        text: null,
        log: attempts.filter(({ notification }) => notification === delivery.id),
      }));
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? cursorOf([last.id]) : null };
    },
  );
}
