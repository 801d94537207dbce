import type { Alarm } from "#alarms/alarm.ts";
import type { Instant } from "#kernel/clock.ts";
import { calledIn } from "#site/called.ts";
import type { Policy } from "#site/policy.ts";
import type { Site } from "#site/site.ts";
import { type Routed, route } from "./route.ts";

export interface Way extends Routed {
  /** null: nobody is told. */
  readonly to: { readonly policy: Policy; readonly version: number } | null;
}

const KEPT = 10_000;

/** Routing for a stream of alarms: the answer for the same facts is remembered while it holds. */
export class Router {
  readonly #site: Site;
  readonly #routes;
  readonly #known = new Map<string, Way>();

  constructor(site: Site) {
    this.#site = site;
    this.#routes = [...site.items.route.values()].map(({ body }) => body);
  }

  wayOf(alarm: Alarm, now: Instant): Way {
    const tags = alarm.tags.length > 0 ? alarm.tags.join() : "";
    const key = `${alarm.source}\n${alarm.partition}\n${alarm.category}\n${alarm.priority}\n${tags}`;
    const known = this.#known.get(key);
    if (known && now < known.until) return known;
    if (this.#known.size >= KEPT) this.#known.clear();
    const way = this.#find(alarm, now);
    this.#known.set(key, way);
    return way;
  }

  #find(alarm: Alarm, now: Instant): Way {
    const routed = route(this.#routes, alarm, now, calledIn(this.#site));
    if (routed.policy === null) return { ...routed, to: null };
    const found = this.#site.items.policy.get(routed.policy);
    if (found) return { ...routed, to: { policy: found.body, version: found.version } };
    return { ...routed, policy: null, because: `nobody is told: ${routed.because}, which does not exist`, to: null };
  }
}
