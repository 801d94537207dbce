import { reroutedBy, touchedBy, warningsOf } from "#escalation/touched.ts";
import type { Who } from "#operators/roles.ts";
import { sees } from "#operators/roles.ts";
import { readDocument, type SiteDocument } from "#site/check.ts";
import type { Mistake } from "#site/mistake.ts";
import type { SiteKind } from "#site/site.ts";
import { WantedSite } from "#site/wanted.ts";
import type { Core } from "./core.ts";
import type { SiteChanges } from "./site-changes.ts";
import { visibleTo, whyNotChange } from "./site-rights.ts";

/** More than a person reads. */
const MOST_ALARMS = 100;

interface Found extends Mistake {
  readonly kind: SiteKind;
  readonly id: string;
  readonly index: number | null;
}

/** What becomes of the site with these changes, and what is wrong with them; nothing is changed. */
export function checkChanges(core: Core, who: Who, { put, remove, versions }: SiteChanges) {
  const { site } = core;
  const isVisible = visibleTo(site, who);
  const known = (kind: SiteKind, id: string) => {
    const body = site.get(kind, id)?.body;
    return body && ({ kind, body } as SiteDocument);
  };
  const mistakes: Found[] = [];
  const documents: SiteDocument[] = [];
  const places = new Map<string, number>();
  put.forEach(({ kind, body }, index) => {
    const id = typeof body["id"] === "string" ? body["id"] : "";
    const reading = readDocument(kind, body);
    if ("mistakes" in reading) return mistakes.push(...reading.mistakes.map((one) => ({ ...one, kind, id, index })));
    const twice = places.get(`${kind} ${id}`);
    if (twice !== undefined) {
      const message = `There are two of the name '${id}'; the other one is number ${twice + 1}`;
      return mistakes.push({ kind, id, index, path: ["id"], expected: "a name of its own", found: id, message });
    }
    places.set(`${kind} ${id}`, index);
    const why = notChange(kind, id, reading.document);
    if (why) return mistakes.push(refusal(kind, id, index, why));
    return documents.push(reading.document);
  });
  const removes = remove.filter(({ kind, id }) => {
    const before = known(kind, id);
    const why = before && isVisible(before) ? notChange(kind, id, undefined) : "there is none";
    if (why) mistakes.push(refusal(kind, id, null, why));
    return why === null;
  });

  function notChange(kind: SiteKind, id: string, after: SiteDocument | undefined): string | null {
    const before = known(kind, id);
    if (before && !isVisible(before)) return "it is not in your partitions";
    return whyNotChange(site, who, { before, after });
  }

  const judged = site.judge(documents, removes);
  for (const one of judged.mistakes) {
    mistakes.push({ ...one, index: places.get(`${one.kind} ${one.id}`) ?? null });
  }
  const changed = judged.changes.map(({ kind, id }) => ({ kind, id }));
  const present = new WantedSite(site, [], []);
  const shown = <T extends { readonly kind: SiteKind; readonly id: string }>({ kind, id }: T) => {
    const document = known(kind, id);
    return document === undefined || isVisible(document);
  };
  const conflicts = versions
    .filter(shown)
    .map(({ kind, id, version }) => ({ kind, id, seen: version, version: site.get(kind, id)?.version ?? 0 }))
    .filter(({ seen, version }) => seen !== version)
    .map(({ kind, id, version }) => ({ kind, id, version }));
  return {
    mistakes: mistakes
      .toSorted((a, b) => (a.index ?? -1) - (b.index ?? -1))
      .map(({ path, ...one }) => ({ ...one, path: path.join(".") })),
    conflicts,
    changes: judged.changes.map((change) => ({ ...change })),
    touched: touchedBy(changed, judged.wanted)
      .filter(shown)
      .map((one) => ({ ...one })),
    rerouted: reroutedBy(changed, present, judged.wanted)
      .filter(({ source }) => sees(who, judged.wanted.get("source", source)?.partition ?? ""))
      .map((one) => ({ ...one })),
    openAlarms: openAlarms(core, who, changed),
    warnings: warningsOf(changed, judged.wanted),
  };
}

function refusal(kind: SiteKind, id: string, index: number | null, why: string): Found {
  const message = `You may not change the ${kind} '${id}': ${why}`;
  return { kind, id, index, path: [], expected: "a change that you may make", found: id, message };
}

/** Alarms that are open now at what would change. */
function openAlarms(core: Core, who: Who, changed: readonly { readonly kind: SiteKind; readonly id: string }[]) {
  const sources = new Set(changed.filter(({ kind }) => kind === "source").map(({ id }) => id));
  const points = new Set(changed.filter(({ kind }) => kind === "point").map(({ id }) => id));
  if (sources.size + points.size === 0) return [];
  const found: { id: number; point: string; text: string }[] = [];
  for (const alarm of core.alarms.all()) {
    const point = `${alarm.source}/${alarm.point}`;
    if (!alarm.active || !(sources.has(alarm.source) || points.has(point)) || !sees(who, alarm.partition)) continue;
    found.push({ id: alarm.id, point, text: alarm.text });
    if (found.length === MOST_ALARMS) break;
  }
  return found;
}
