import type { ClientBase } from "pg";
import type { Span } from "./bins.ts";
import type { WorkingHours } from "./ground.ts";
import { dayPartsOf } from "./working-hours.ts";

/** How people were told, and how they answered. */
export interface MessageFigures {
  /** From the beginning of a callout to the first acknowledgement by a person. */
  readonly firstAnswer: {
    readonly callouts: number;
    readonly answered: number;
    readonly medianMs: number | null;
    readonly p95Ms: number | null;
  };
  readonly channels: readonly ChannelFigures[];
  /** How many callouts reached a step; the first is 0. */
  readonly steps: readonly { readonly step: number; readonly callouts: number }[];
  /** Callouts in which a person was told outside the working hours. */
  readonly outsideHours: readonly { readonly person: string; readonly callouts: number }[];
  /** Calls that nobody took, by person: messages of telephone channels that ended without having been delivered. */
  readonly unanswered: readonly { readonly person: string; readonly calls: number; readonly of: number }[];
}

export interface ChannelFigures {
  readonly channel: string;
  /** Messages that came to an end; what was given up by people or went into a digest isn't among them. */
  readonly ended: number;
  /** The far side has confirmed that it arrived. */
  readonly delivered: number;
  /** The far side has taken it, and can't say more or hasn't. */
  readonly accepted: number;
  readonly rejected: number;
  /** Delivered and accepted, of those that ended; null when none did. */
  readonly success: number | null;
  /** Attempts per message, on average. */
  readonly attempts: number | null;
}

/** @param phones ids of the channels that call */
export async function readMessages(
  client: ClientBase,
  span: Span,
  partition: string | null,
  hours: WorkingHours,
  phones: readonly string[],
): Promise<MessageFigures> {
  const within = [new Date(span.from), new Date(span.to), partition];
  const OF_TIME = "created_at >= $1 and created_at < $2 and ($3::text is null or partition = $3)";
  const { rows: answers } = await client.query<MessageFigures["firstAnswer"]>(
    `select count(*)::int as callouts, count(first)::int as answered,
            percentile_cont(0.5) within group (order by first) as "medianMs",
            percentile_cont(0.95) within group (order by first) as "p95Ms"
       from (select (select date_part('epoch', min(t.at) - c.started_at) * 1000 from core.transition t
                      where t.alarm = c.alarm and t.occurrence = c.occurrence and t.input = 'acknowledge'
                        and t.at >= c.started_at and (t.actor like 'operator:%' or t.actor like 'person:%')) as first
               from core.callout c
              where c.started_at >= $1 and c.started_at < $2 and ($3::text is null or c.partition = $3)) as each`,
    within,
  );
  const { rows: channels } = await client.query<ChannelFigures>(
    `select channel, count(*)::int as ended,
            (count(*) filter (where state = 'delivered'))::int as delivered,
            (count(*) filter (where state = 'accepted'))::int as accepted,
            (count(*) filter (where state = 'rejected'))::int as rejected,
            (count(*) filter (where state <> 'rejected'))::float8 / count(*) as success,
            avg(attempts)::float8 as attempts
       from core.notification
      where ${OF_TIME} and kind in ('alarm', 'cleared', 'digest') and state in ('delivered', 'accepted', 'rejected')
      group by channel order by channel`,
    within,
  );
  const { rows: steps } = await client.query<MessageFigures["steps"][number]>(
    `select step, count(distinct callout)::int as callouts from core.notification
      where ${OF_TIME} and callout > 0 and step >= 0 group by step order by step`,
    within,
  );
  const parts = dayPartsOf(hours.windows);
  const { rows: outsideHours } = await client.query<MessageFigures["outsideHours"][number]>(
    `select person, count(distinct callout)::int as callouts from core.notification
      where ${OF_TIME} and callout > 0 and person <> ''
        and not exists (select from unnest($5::int[], $6::time[], $7::time[]) as part (day, since, until)
                         where part.day = extract(isodow from created_at at time zone $4)
                           and (created_at at time zone $4)::time >= part.since
                           and (created_at at time zone $4)::time < part.until)
      group by person order by callouts desc, person`,
    [...within, hours.timeZone, parts.map(({ day }) => day), parts.map(({ from }) => from), parts.map(({ to }) => to)],
  );
  const { rows: unanswered } = await client.query<MessageFigures["unanswered"][number]>(
    `select person, (count(*) filter (where state = 'rejected'))::int as calls, count(*)::int as of
       from core.notification
      where ${OF_TIME} and channel = any($4) and state in ('delivered', 'accepted', 'rejected')
      group by person having count(*) filter (where state = 'rejected') > 0 order by calls desc, person`,
    [...within, phones],
  );
  const firstAnswer = answers[0] ?? { callouts: 0, answered: 0, medianMs: null, p95Ms: null };
  return { firstAnswer, channels, steps, outsideHours, unanswered };
}
