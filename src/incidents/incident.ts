import type { ClientBase, Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import { searchTrail } from "#audit/search.ts";
import { type Attempt, readAttempts } from "#channels/attempts.ts";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { readRunsOf } from "#procedures/rows.ts";
import type { Run } from "#procedures/run.ts";
import { type Inherited, inherited } from "#site/areas.ts";
import { calledIn } from "#site/called.ts";
import { type Site, settingsOf } from "#site/site.ts";
import { type AlarmNote, readNotes } from "./notes.ts";
import {
  type CalloutLine,
  calloutsIn,
  latestOccurrence,
  type MessageLine,
  MOST,
  messagesIn,
  type Span,
  spanOf,
  type TransitionLine,
  transitionsIn,
} from "./rows.ts";

/** Everything that is known of one occurrence of an alarm, with the names of what it names. */
export interface Incident {
  readonly siteName: string;
  readonly timeZone: string;
  readonly alarm: Alarm;
  readonly occurrence: number;
  readonly span: Span;
  readonly names: {
    readonly source: string;
    readonly point: string;
    readonly partition: string;
    readonly unit: string;
  };
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
  /** What operators were told to do. Null: the point has no document. */
  readonly guidance: Inherited | null;
  readonly transitions: readonly TransitionLine[];
  readonly callouts: readonly CalloutLine[];
  /** With the names of persons and channels. */
  readonly messages: readonly MessageLine[];
  readonly attempts: readonly Attempt[];
  readonly runs: readonly Run[];
  readonly note: AlarmNote | null;
  /** Null: whoever asked may not read the audit trail. */
  readonly trail: readonly { readonly seq: number; readonly at: Instant; readonly sentence: string }[] | null;
  /** The signed checkpoint that covers the trail until then; null: there is none yet. */
  readonly checkpoint: { readonly size: number; readonly at: Instant; readonly root: string } | null;
  /** Some list is longer than the report shows. */
  readonly isCut: boolean;
}

interface Asked {
  readonly alarm: Alarm;
  /** Absent: the present one, or the last one when nothing is open. */
  readonly occurrence: number | undefined;
  /** Whether whoever asks may read the audit trail here. */
  readonly readsTrail: boolean;
  readonly called: Incident["called"];
}

/** @param client that sees what whoever asks may see; @param pool for the checkpoint, which is everybody's */
export async function gather(client: ClientBase, pool: Pool, site: Site, asked: Asked): Promise<Incident> {
  const { alarm, readsTrail, called } = asked;
  const occurrence = asked.occurrence ?? (alarm.occurrence || (await latestOccurrence(client, alarm.id)));
  const span = await spanOf(client, alarm.id, occurrence);
  if (!span || occurrence === 0) {
    throw new Fault("not-found", `Alarm ${alarm.id} has no occurrence ${asked.occurrence ?? ""} to report about.`);
  }
  const { id } = alarm;
  const transitions = await transitionsIn(client, id, span);
  const messages = await messagesIn(client, id, occurrence);
  const trail = readsTrail
    ? await searchTrail(client, { object: `alarm:${id}`, from: span.from, to: span.to ?? undefined, limit: MOST })
    : null;
  const point = site.items.point.get(`${alarm.source}/${alarm.point}`)?.body;
  const settings = settingsOf(site);
  const nameOf = calledIn(site);
  return {
    siteName: settings.name,
    timeZone: settings.timeZone,
    alarm,
    occurrence,
    span,
    names: {
      source: nameOf("source", alarm.source),
      point: point?.name ?? alarm.point,
      partition: nameOf("partition", alarm.partition),
      unit: point?.unit ?? "",
    },
    called,
    guidance: point ? inherited(site, point) : null,
    transitions,
    callouts: (await calloutsIn(client, occurrence)).map((callout) => ({
      ...callout,
      policy: nameOf("policy", callout.policy),
    })),
    messages: messages.map((message) => ({
      ...message,
      person: nameOf("person", message.person),
      channel: nameOf("channel", message.channel),
    })),
    attempts: await readAttempts(
      client,
      messages.map((message) => message.id),
    ),
    runs: (await readRunsOf(client, id, MOST)).filter((run) => run.occurrence === occurrence).reverse(),
    note: (await readNotes(client, id))[0] ?? null,
    trail: trail && trail.map(({ seq, at, sentence }) => ({ seq, at, sentence })).reverse(),
    checkpoint: await latestCheckpoint(pool),
    isCut: [transitions, messages, trail ?? []].some(({ length }) => length >= MOST),
  };
}

async function latestCheckpoint(pool: Pool): Promise<Incident["checkpoint"]> {
  const { rows } = await pool.query<{ size: number; at: Date; root: string }>(
    "select size::float8 as size, at, encode(root, 'hex') as root from audit.checkpoint order by size desc limit 1",
  );
  const row = rows[0];
  return row ? { ...row, at: row.at.getTime() } : null;
}
