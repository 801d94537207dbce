import { hashEntry } from "#audit/chain.ts";
import type { StoredEntry } from "#audit/verify.ts";
import type { Report } from "#events/event.ts";

/**
 * Whether the newest entries of the audit trail are all there and follow one another, up to what this core has written.
 * The first one is taken as it stands: what it follows was looked at before.
 *
 * @param entries in order of number
 * @param upTo number of the last entry that this core knows to be on disk
 */
export function judgeTrail(entries: readonly StoredEntry[], from: number, upTo: number): Report {
  const because = gapIn(entries, from, upTo);
  return {
    point: "detection/audit-gap",
    kind: because === null ? "clear" : "raise",
    category: "tamper",
    condition: "suspicious",
    priority: "critical",
    text:
      because === null
        ? "The newest entries of the audit trail are whole"
        : `The audit trail was changed in the database: ${because} Run "tocsin audit-trail verify" and keep the database as it is.`,
    raw: "",
  };
}

function gapIn(entries: readonly StoredEntry[], from: number, upTo: number): string | null {
  let next = from;
  let before: StoredEntry | undefined;
  for (const entry of entries) {
    if (entry.seq > next) return `entry ${next} is missing.`;
    if (entry.seq < next) return `entry ${entry.seq} is there twice.`;
    if (before && !hashEntry(before.hash, entry).equals(entry.hash)) {
      return `entry ${entry.seq} does not fit its hash, or follows another entry ${before.seq}.`;
    }
    before = entry;
    next++;
  }
  return next <= upTo ? `entry ${next} is missing.` : null;
}
