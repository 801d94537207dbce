import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  CATEGORIES,
  type Category,
  EVENT_KINDS,
  type EventKind,
  PRIORITIES,
  type Priority,
  QUALITIES,
  type Quality,
  type Report,
} from "#events/event.ts";
import { type SpooledReport, SpooledReportSchema } from "./generated/tocsin/mesh/v1/mesh_pb.ts";

export interface Sourced {
  readonly source: string;
  readonly report: Report;
}

export function encodeReport({ source, report }: Sourced): Uint8Array {
  const { point, kind, category, condition, at, priority, code, text, value, quality, dedupeKey, raw } = report;
  const message = create(SpooledReportSchema, { source, point, kind, category, condition, raw });
  if (at !== undefined) message.atMs = at;
  if (priority !== undefined) message.priority = priority;
  if (code !== undefined) message.code = code;
  if (text !== undefined) message.text = text;
  if (typeof value === "number") message.value = { case: "number", value };
  if (typeof value === "boolean") message.value = { case: "truth", value };
  if (quality !== undefined) message.quality = quality;
  if (dedupeKey !== undefined) message.dedupeKey = dedupeKey;
  if (report.silent === true) message.silent = true;
  if (report.foundActive === true) message.foundActive = true;
  for (const clears of report.alsoClears ?? []) {
    message.alsoClears.push({
      $typeName: "tocsin.mesh.v1.AlsoClears",
      point: clears.point,
      conditions: [...clears.conditions],
    });
  }
  return toBinary(SpooledReportSchema, message);
}

export type Decoded = ({ readonly kind: "report" } & Sourced) | { readonly kind: "damaged"; readonly why: string };

/** What a newer release added is ignored; a word that this one can't know makes the report a damaged one. */
export function decodeReport(bytes: Uint8Array): Decoded {
  let read: SpooledReport;
  try {
    read = fromBinary(SpooledReportSchema, bytes, { readUnknownFields: false });
  } catch (thrown) {
    return { kind: "damaged", why: `it is no report: ${String(thrown)}` };
  }
  const { source, point, kind, category, condition, priority, quality, atMs, value, alsoClears, raw } = read;
  if (!isOneOf(EVENT_KINDS, kind)) return { kind: "damaged", why: `there is no kind of event '${kind}'` };
  if (!isOneOf(CATEGORIES, category)) return { kind: "damaged", why: `there is no category '${category}'` };
  if (priority !== undefined && !isOneOf(PRIORITIES, priority))
    return { kind: "damaged", why: `there is no priority '${priority}'` };
  if (quality !== undefined && !isOneOf(QUALITIES, quality))
    return { kind: "damaged", why: `there is no quality '${quality}'` };
  const report: Report = {
    point,
    kind,
    category,
    condition,
    raw,
    at: atMs !== undefined && Number.isFinite(atMs) ? atMs : undefined,
    priority,
    code: read.code,
    text: read.text,
    value: value.case === undefined ? undefined : value.value,
    quality,
    alsoClears: alsoClears.length === 0 ? undefined : alsoClears,
    dedupeKey: read.dedupeKey,
    silent: read.silent || undefined,
    foundActive: read.foundActive || undefined,
  };
  return { kind: "report", source, report };
}

function isOneOf<T extends EventKind | Category | Priority | Quality>(list: readonly T[], word: string): word is T {
  return (list as readonly string[]).includes(word);
}
