import type { Instant } from "#kernel/clock.ts";
import type { Callout, Planned } from "./callout.ts";
import type { Directory } from "./directory.ts";
import { methodsFor } from "./plan.ts";

/** Tells those who were told that the condition has gone, by the methods that their rules use first. */
export function cleared({ position, priority }: Callout, directory: Directory, now: Instant): Planned[] {
  return position.told.flatMap((id) => {
    const person = directory.person(id);
    const tell = person?.active ? methodsFor(person, priority, directory, now).tell : [];
    const first = Math.min(...tell.map(({ afterSec }) => afterSec));
    const because = "was told of the alarm, and its condition has gone";
    return tell
      .filter(({ afterSec }) => afterSec === first)
      .map(({ method, channel, address }) => ({ at: now, person: id, method, channel, address, because }));
  });
}
