import type { AlarmPage, AlarmView, FeedMessage } from "../api/contract.ts";
import { tabOf } from "./order.ts";

/** What is known of an alarm, and as of which message of the feed. */
export interface Row {
  readonly view: AlarmView;
  readonly seq: number;
}

/** Every alarm that isn't normal. */
export interface AlarmTable {
  readonly epoch: string;
  /** Up to which message of the feed the table is right. */
  readonly seq: number;
  readonly rows: ReadonlyMap<number, Row>;
}

export const EMPTY_TABLE: AlarmTable = { epoch: "", seq: 0, rows: new Map() };

/**
 * A table of pages that were loaded one after another while alarms changed: each row is as new as its page, the table as
 * old as the oldest page. Null when the server started anew between two pages; they must then be loaded again.
 */
export function tableOf(pages: readonly AlarmPage[]): AlarmTable | null {
  const first = pages[0];
  if (!first) return null;
  const rows = new Map<number, Row>();
  for (const page of pages) {
    if (page.feed.epoch !== first.feed.epoch) return null;
    for (const view of page.items) {
      const before = rows.get(view.id);
      if (before && before.seq > page.feed.seq) continue;
      if (tabOf(view)) rows.set(view.id, { view, seq: page.feed.seq });
      else rows.delete(view.id);
    }
  }
  return { epoch: first.feed.epoch, seq: Math.min(...pages.map((page) => page.feed.seq)), rows };
}

/** Applies messages in their order. What a row already knows is ignored, so that repeats do no harm. */
export function merged(table: AlarmTable, messages: readonly FeedMessage[]): AlarmTable {
  const rows = new Map(table.rows);
  let seq = table.seq;
  for (const message of messages) {
    if (message.seq <= table.seq && table.seq > 0) continue;
    seq = Math.max(seq, message.seq);
    if (message.topic === "alarm") mergeAlarm(rows, message.seq, message.data);
    else if (message.topic === "callout") {
      const { alarm, id, state, position, dueAt, because } = message.data;
      const row = rows.get(alarm);
      if (!row || message.seq <= row.seq) continue;
      const callout = { id, state, step: position.step, told: position.told, dueAt, because };
      rows.set(alarm, { view: { ...row.view, callout }, seq: message.seq });
    }
  }
  return { ...table, seq, rows };
}

function mergeAlarm(rows: Map<number, Row>, seq: number, view: AlarmView): void {
  const row = rows.get(view.id);
  if (row && seq <= row.seq) return;
  if (!tabOf(view)) rows.delete(view.id);
  else rows.set(view.id, { view, seq });
}

/** The server's answer to an order. It has no place in the feed, so it counts only when it isn't older than what is known. */
export function answered(table: AlarmTable, view: AlarmView): AlarmTable {
  const row = table.rows.get(view.id);
  if (!row || view.changedAt < row.view.changedAt) return table;
  const rows = new Map(table.rows);
  if (tabOf(view)) rows.set(view.id, { ...row, view });
  else rows.delete(view.id);
  return { ...table, rows };
}
