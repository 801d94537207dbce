import { idOf } from "#kernel/actor.ts";
import type { Actor } from "#store/batch.ts";
import type { Alarm, AlarmInput } from "./alarm.ts";

const DONE: Record<AlarmInput, string> = {
  activate: "was raised",
  return: "returned to normal",
  acknowledge: "was acknowledged",
  unacknowledge: "was taken back into unacknowledged",
  reset: "was reset",
  escalate: "became more severe",
  ease: "became less severe",
  "re-alarm": "was annunciated again",
  shelve: "was shelved",
  unshelve: "was taken off the shelf",
  suppress: "was suppressed by design",
  unsuppress: "is no longer suppressed",
  remove: "was taken out of service",
  restore: "was put back into service",
  lose: "became uncertain",
  regain: "is certain again",
};

/**
 * `Alarm 17 "Smoke lobby" (high) of panel-north, point 1234/1/012, was raised: the condition became true. Callout: Anna
 * Berg was told by phone.`
 */
export function sentence(
  alarm: Alarm,
  input: AlarmInput,
  because: string,
  actor: Actor,
  comment: string | undefined,
  consequences: readonly string[],
): string {
  const by = actor.id === "tocsin" ? "" : ` by ${who(actor)}`;
  const said = comment ? ` Comment: ${comment}` : "";
  const then = consequences.map((one) => ` ${one}.`).join("");
  return `${title(alarm)} ${DONE[input]}${by}: ${because}.${said}${then}`;
}

export function title(alarm: Alarm): string {
  return `Alarm ${alarm.id} "${alarm.text}" (${alarm.priority}) of ${alarm.source}, point ${alarm.point},`;
}

/** `anna (by link)` from `person:anna` and `link`. */
export function who(actor: Actor): string {
  return `${idOf(actor.id)} (by ${actor.via})`;
}
