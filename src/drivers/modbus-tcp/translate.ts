import type { Category, Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { Tag } from "./settings.ts";

/** What is remembered of a tag between two polls. */
export interface TagMemory {
  /** What was reported last: the value, or of alarm, fault and disable whether it is active. Null: nothing since the
   *  connection, so that the next poll is a state sync. */
  readonly told: number | boolean | null;
  readonly toldAt: Instant;
  /** Why the tag is bad, or null. */
  readonly bad: string | null;
}

export interface Translation {
  readonly memory: TagMemory;
  readonly reports: readonly Report[];
}

export const NOTHING_TOLD: TagMemory = { told: null, toldAt: 0, bad: null };

/** The connection or the unit was lost: what comes next is a state sync. */
export function forgetTold(memory: TagMemory): TagMemory {
  return { ...memory, told: null };
}

/** What a value means that was read at `now`. @param value null when the registers say no number */
export function translate(
  tag: Tag,
  memory: TagMemory,
  value: number | boolean | null,
  raw: string,
  now: Instant,
): Translation {
  if (value === null) return disown(tag, memory, "the registers hold no number (NaN or infinity)", raw, now);
  const switches = tag.kind === "alarm" || tag.kind === "fault" || tag.kind === "disable";
  const says = switches ? isActive(tag, value) : value;
  const sync = memory.told === null;
  const restored = memory.bad !== null;
  const repeat = tag.reportEverySec !== undefined && now - memory.toldAt >= tag.reportEverySec * 1000;
  if (!sync && !restored && !repeat && !differs(tag, memory.told, says)) return { memory, reports: [] };

  const reports: Report[] = [];
  const about = { point: tag.point, category: categoryOf(tag), priority: tag.priority, at: now, raw };
  const text = storable(tag.text ?? tag.name, 200);
  if (restored) {
    reports.push({ ...about, kind: "quality", condition: "", quality: "good", text: `${tag.name} can be read again` });
  }
  const good = sync || restored ? { quality: "good" as const } : {};
  if (!switches) reports.push({ ...about, ...good, kind: "value", condition: "", text: tag.name, value });
  else if (tag.kind === "disable") {
    reports.push({ ...about, ...good, kind: says ? "inhibit" : "uninhibit", condition: "", text, value });
  } else if (says && !sync && memory.told === true) {
    reports.push({ ...about, ...good, kind: "present", condition: tag.kind, text, value });
  } else if (says) {
    const found = sync ? { foundActive: true } : {};
    reports.push({ ...about, ...good, ...found, kind: "raise", condition: tag.kind, text, value });
  } else if (memory.told !== false || restored) {
    reports.push({ ...about, ...good, kind: "clear", condition: tag.kind, text, value });
  }
  return { memory: { told: says, toldAt: now, bad: null }, reports };
}

/** The tag can't be read or means nothing: said once, until it can be read again. */
export function disown(tag: Tag, memory: TagMemory, why: string, raw: string, now: Instant): Translation {
  if (memory.bad === why) return { memory, reports: [] };
  const report: Report = {
    point: tag.point,
    kind: "quality",
    category: categoryOf(tag),
    condition: "",
    quality: "bad",
    text: storable(`${tag.name}: ${why}`, 200),
    at: now,
    raw,
  };
  return { memory: { ...memory, bad: why }, reports: memory.bad === null ? [report] : [] };
}

function isActive(tag: Tag, value: number | boolean): boolean {
  const { activeValue } = tag;
  if (typeof activeValue === "number") return Number(value) === activeValue;
  return (value !== false && value !== 0) === activeValue;
}

function differs(tag: Tag, told: number | boolean | null, says: number | boolean): boolean {
  if (typeof told !== "number" || typeof says !== "number") return told !== says;
  return tag.kind === "measure" && tag.deadband > 0 ? Math.abs(says - told) > tag.deadband : says !== told;
}

function categoryOf(tag: Tag): Category {
  return tag.category ?? (tag.kind === "fault" ? "trouble" : tag.kind === "disable" ? "maintenance" : "technical");
}
