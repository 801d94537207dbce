import { z } from "zod";
import { partitionsOf } from "#operators/roles.ts";
import { refuseBeyond, seen } from "./alarm-access.ts";
import { viewOf } from "./alarm-view.ts";
import type { Core } from "./core.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, InstantParameter, listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const AlarmId = z.strictObject({ id: z.coerce.number().int().min(1) });

/** Notes that are pinned to alarms for whoever takes over the watch. */
export function alarmNotes(api: Api, core: Core): void {
  /** Changes come one after the other: what somebody has seen of a note is still so while theirs is written. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = last.then(change);
    last = mine.catch(() => undefined);
    return mine;
  }

  api.get(
    "/api/v1/hand-over-notes",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Notes that are pinned to alarms for whoever takes over, the latest first",
        response: { 200: listOf(Thing) },
      },
    },
    async (request) => {
      const { readNotes } = await import("#incidents/notes.ts");
      const notes = await core.rows.read(partitionsOf(whoOf(request), "alarms:read"), (client) => readNotes(client));
      const items = notes.flatMap((note) => {
        const alarm = core.alarms.alarm(note.alarm);
        return alarm ? [{ ...note, alarm: { ...viewOf(core, alarm) } }] : [];
      });
      return { items, next: null };
    },
  );

  api.put(
    "/api/v1/alarms/:id/hand-over-note",
    {
      config: { needs: "alarms:comment" },
      schema: {
        summary: "Pin a note to the alarm for whoever takes over; it stands in its history too",
        params: AlarmId,
        body: z.strictObject({
          note: z.string().trim().min(1).max(2000),
          over: Instant.nullish().describe(
            "The `writtenAt` of the note that was seen, null for none: 409 when it is another one by now; absent: whatever is there",
          ),
        }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const alarm = seen(core, whoOf(request), request.params.id);
      refuseBeyond(whoOf(request), "alarms:comment", alarm);
      const { note, over } = request.body;
      const { pinNote, readNotes } = await import("#incidents/notes.ts");
      return inTurn(async () => {
        if (over !== undefined) {
          const [present] = await core.rows.read(null, (client) => readNotes(client, alarm.id));
          if ((present?.writtenAt ?? null) !== over) throw new Refusal(409, "Changed meanwhile", changed(present));
        }
        return { ...(await pinNote(core, alarm.id, note, writer(request))) };
      });
    },
  );

  api.delete(
    "/api/v1/alarms/:id/hand-over-note",
    {
      config: { needs: "alarms:comment" },
      schema: {
        summary: "Take the note off the alarm; it stays in its history",
        params: AlarmId,
        querystring: z.strictObject({
          over: InstantParameter.optional().describe(
            "The `writtenAt` of the note that was seen: 409 when it is another one by now, or none; absent: whatever is there",
          ),
        }),
      },
    },
    async (request, reply) => {
      const alarm = seen(core, whoOf(request), request.params.id);
      refuseBeyond(whoOf(request), "alarms:comment", alarm);
      const { over } = request.query;
      const { readNotes, removeNote } = await import("#incidents/notes.ts");
      await inTurn(async () => {
        if (over !== undefined) {
          const [present] = await core.rows.read(null, (client) => readNotes(client, alarm.id));
          if (present?.writtenAt !== over) throw new Refusal(409, "Changed meanwhile", notTakenOff(present));
        }
        await removeNote(core, alarm.id, writer(request));
      });
      return reply.code(204).send();
    },
  );

  function writer(request: Parameters<typeof whoOf>[0]) {
    return { actor: actorIn(request), name: nameInTrail(whoOf(request)) };
  }
}

function notTakenOff(present: { readonly byName: string } | undefined): string {
  return present
    ? `${present.byName} has written another note meanwhile: read it, and take it off if it is no longer needed.`
    : "Somebody else has taken the note off already.";
}

function changed(present: { readonly byName: string } | undefined): string {
  return present
    ? `${present.byName} has written another note meanwhile: read it, and pin what is to stand there.`
    : "The note was taken off meanwhile: pin yours anew if it is still needed.";
}
