import type { Category, Event, Priority } from "#events/event.ts";
import type { Point } from "#site/point.ts";
import { type Site, settingsOf } from "#site/site.ts";
import { defaultPriority } from "./defaults.ts";
import type { LifeCycleRules } from "./life-cycle.ts";

/** What the configuration says about a point, or the defaults when it says nothing. */
export interface PointRules {
  readonly point: Point | undefined;
  readonly partition: string;
  /** Of the source and of the point. */
  readonly tags: readonly string[];
  readonly lifeCycle: LifeCycleRules;
}

/** Looks rules up, and remembers them until the site changes. */
export class PointRulebook {
  readonly #site: () => Site;
  #plain = new Map<string, PointRules>();
  #configured = new Map<string, PointRules>();

  constructor(site: () => Site) {
    this.#site = site;
  }

  /** Call when the site has changed. */
  forget(): void {
    this.#plain = new Map();
    this.#configured = new Map();
  }

  of(source: string, point: string): PointRules {
    const { items } = this.#site();
    if (items.point.size > 0) {
      const id = `${source}/${point}`;
      const configured = items.point.get(id)?.body;
      if (configured) {
        let rules = this.#configured.get(id);
        if (!rules) this.#configured.set(id, (rules = this.#make(source, configured)));
        return rules;
      }
    }
    let rules = this.#plain.get(source);
    if (!rules) this.#plain.set(source, (rules = this.#make(source, undefined)));
    return rules;
  }

  #make(sourceId: string, point: Point | undefined): PointRules {
    const site = this.#site();
    const source = site.items.source.get(sourceId)?.body;
    return {
      point,
      partition: point?.partition ?? source?.partition ?? "site",
      tags: [...new Set([...(source?.tags ?? []), ...(point?.tags ?? [])])],
      lifeCycle: {
        latched: point?.latched ?? false,
        acknowledgementRequired: point?.acknowledgementRequired ?? true,
        acknowledgeOnClear: point?.acknowledgeOnClear ?? false,
        rearmWindowMs: settingsOf(site).rearmWindowSec * 1000,
        reAlarmMs: point?.reAlarmSec === undefined ? null : point.reAlarmSec * 1000,
      },
    };
  }
}

export function priorityOf(event: Event, rules: PointRules): Priority {
  return rules.point?.priority ?? event.priority ?? defaultPriority(event.category);
}

/** One line for people: what the driver says, the configured name of the point in front of it. */
export function textOf(event: Event, rules: PointRules): string {
  const said = event.text ?? fallbackText(event.category, event.condition);
  return rules.point ? `${rules.point.name}: ${said}` : said;
}

function fallbackText(category: Category, condition: string): string {
  return condition === "" ? category : `${category} (${condition})`;
}
