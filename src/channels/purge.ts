import type { Actor } from "#store/batch.ts";
import type { ChannelItem } from "./open-channel.ts";
import type { OutboxHost } from "./outbox-host.ts";

/**
 * Gives up what waits on disk for a channel, but for what is under way. Resolves with how many there were.
 *
 * @param what.person null: everybody
 */
export async function purgeStored(
  { pool, journal, site }: Pick<OutboxHost, "pool" | "journal" | "site">,
  what: {
    readonly channel: ChannelItem;
    readonly underWay: readonly number[];
    readonly person: string | null;
    readonly actor: Actor;
    readonly reason: string;
  },
): Promise<number> {
  const { channel, underWay, person, actor, reason } = what;
  const which = "channel = $1 and due_at is not null and id <> all($2::bigint[]) and ($3::text is null or person = $3)";
  const { rows } = await pool.query<{ count: string }>(`select count(*) from core.notification where ${which}`, [
    channel.id,
    underWay,
    person,
  ]);
  const purged = Number(rows[0]?.count ?? 0);
  const whom = person === null ? "" : ` to ${site().items.person.get(person)?.body.name ?? person}`;
  await journal.submit("operator", (batch) => {
    batch.also(`update core.notification set state = 'purged', due_at = null, because = $4 where ${which}`, [
      channel.id,
      underWay,
      person,
      `purged by ${actor.id}: ${reason}`,
    ]);
    batch.audit({
      actor,
      action: "channel.purged",
      object: `channel:${channel.id}`,
      sentence: `${actor.id} purged ${purged} messages${whom} that waited for ${channel.name}: ${reason}.`,
      details: { purged, underWay: underWay.length, person },
    });
  });
  return purged;
}
