import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { SecretPlaces } from "#site/secrets.ts";
import type { ChannelHost } from "./channel.ts";
import { Dialogue } from "./dialogue.ts";
import { readLetter, withLetters } from "./letters.ts";
import type { OpenChannel } from "./open-channel.ts";
import type { OutboxHost } from "./outbox-host.ts";
import { toOwnDevices } from "./own-devices.ts";
import { render } from "./render.ts";
import type { Results } from "./results.ts";
import { whyNotToSend } from "./rings.ts";
import { readShares, readWaiting } from "./rows.ts";
import { Sender } from "./sender.ts";
import { storedParts } from "./stored-parts.ts";

export interface SenderGround {
  readonly results: Results;
  /** What a far side says later about a message that it had taken. */
  readonly afterwards: (notification: number, delivery: Parameters<ChannelHost["afterwards"]>[1]) => Promise<void>;
}

/** Opens a channel's line and the sender on it. Throws a `Fault` (`misconfigured`) that says which setting is wrong. */
export async function openSender(
  host: OutboxHost,
  open: OpenChannel,
  { results, afterwards }: SenderGround,
): Promise<Sender> {
  const { item } = open;
  const { kinds, clock, pool, publicUrl, site, alarm, callout, codes } = host;
  const kind = kinds.find(({ name }) => name === item.kind);
  if (!kind) {
    throw new Fault(
      "misconfigured",
      `there is no kind ${item.kind}; there are ${kinds.map(({ name }) => name).join(", ")}`,
    );
  }
  const unsealed = await host.unseal(item);
  const settings = kind.settings.safeParse(unsealed);
  if (!settings.success) {
    const issues = settings.error.issues.map(({ path, message }) => `${["settings", ...path].join(".")}: ${message}`);
    throw new Fault("misconfigured", issues.join("; "));
  }
  const log = host.log.child({ channel: item.id });
  const transcript = new Dialogue(clock, new SecretPlaces(kind.settings).secretsIn(unsealed));
  open.dialogue = transcript;
  const { answered, speech, hosted, devices } = host;
  const sends = item.host === undefined ? kind : hosted.on(item.host, item.id, kind, unsealed);
  const line = await sends.open(settings.data, {
    clock,
    log,
    transcript,
    answered,
    speech,
    alarm: async (id) => alarm(id) ?? null,
    folder: host.folder === undefined ? undefined : join(host.folder, item.id),
    desk: host.desk?.(item.id),
    parts: storedParts(pool, item.id),
    heard: (heard) => host.heard(item.id, heard, kind.hears ?? "chat"),
    afterwards: (id, delivery) => {
      afterwards(id, delivery).catch((thrown: unknown) => {
        log.warn(`what became of notification ${id} could not be recorded: ${saying(thrown)}`);
      });
    },
  });
  return new Sender({
    channel: item.id,
    line: kind.toDevices
      ? toOwnDevices(line, devices)
      : kind.letters
        ? withLetters(line, (notification) => readLetter(pool, notification))
        : line,
    parallel: Math.min(kind.parallel?.(settings.data) ?? kind.can.parallel, item.lines ?? Number.POSITIVE_INFINITY),
    maxPerMinute: item.maxPerMinute,
    farSide: (address) => kind.farSide?.(address) ?? "",
    checks: kind.farSide === undefined,
    clock,
    log,
    results,
    render: (notification) =>
      render(notification, {
        site: site(),
        alarm: alarm(notification.alarm),
        kind: kind.name,
        publicUrl,
        codes,
        shared: kind.shared,
        brief: kind.brief,
      }),
    whyNot: (notification) => whyNotToSend(notification, alarm(notification.alarm), callout?.(notification.callout)),
    readPage: (share, after, limit) => readWaiting(pool, item.id, share, after, limit),
    readShares: () => readShares(pool, item.id),
    health: (trouble) => open.senderTrouble(trouble),
    ended: (notification) => open.count(notification),
    sure: host.sure,
    busy: host.busy,
  });
}
