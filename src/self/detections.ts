import type { AuditEntry } from "#audit/chain.ts";
import type { Category, Priority, Report } from "#events/event.ts";
import { idOf, nameOr } from "#kernel/actor.ts";
import type { Instant } from "#kernel/clock.ts";
import type { DetectionLimits } from "#site/detections.ts";
import { placeOf } from "./place.ts";
import { whatWasLowered } from "./policy-lowered.ts";

/** An entry of the audit trail, as far as detections look at it. */
export type Seen = Pick<AuditEntry, "at" | "actor" | "action" | "object" | "details">;

/** Something that people should look at, with why; and what is known from now on, and has to be kept. */
export interface Detection {
  readonly report?: Report;
  readonly newPlace?: { readonly operator: string; readonly place: string };
}

/** What is looked at; everything else costs one look into this set. */
export const WATCHED_ACTIONS: ReadonlySet<string> = new Set([
  "operator.refused",
  "operator.signed-in",
  "operator.enrolled",
  "operator.created",
  "operator.roles-changed",
  "site.changed",
  "alarm.acknowledge",
  "alarm.shelve",
  "alarm.suppress",
  "alarm.out-of-service",
]);

/** What findings are made with, besides the entries. */
export interface DetectionGround {
  readonly limits: () => DetectionLimits;
  /** Where an actor of the trail acts from, for people: `from 10.0.0.9`. */
  readonly whereIs: (actor: string) => string;
  /** What is called who acts there: `operator:anna.keller` is Anna Keller; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
}

export const FAILED_SIGN_INS = "detection/sign-in/failed";
const ADMINISTRATORS = new Set(["administrator", "security-administrator"]);
/** Places kept of one operator, and people whose answers are counted at once: what an attacker can make us hold. */
const MOST_PLACES = 100;
const MOST_ACTORS = 500;

/**
 * Finds what looks like an attack or a mistake in what the audit trail tells, entry by entry. Same entries, same
 * findings; the time is that of the entries.
 */
export class Detections {
  readonly #ground: DetectionGround;
  /** Of each operator: from where they signed in before. */
  readonly #places = new Map<string, Set<string>>();
  #refused: Instant[] = [];
  readonly #answers = new Map<string, Instant[]>();

  constructor(ground: DetectionGround) {
    this.#ground = ground;
  }

  knows(operator: string, place: string): void {
    const places = this.#places.get(operator) ?? new Set();
    this.#places.set(operator, places);
    places.add(place);
    const oldest = places.values().next().value;
    if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest);
  }

  take(entry: Seen): Detection | null {
    switch (entry.action) {
      case "operator.refused":
        return this.#refusal(entry);
      case "operator.signed-in":
        return this.#signIn(entry);
      case "operator.enrolled":
      case "operator.created":
      case "operator.roles-changed":
        return newAdministrator(entry, this.#ground);
      case "site.changed":
        return entry.object === "setting:site" ? lowered(entry, this.#ground) : null;
      default:
        return entry.action.startsWith("alarm.") ? this.#answer(entry) : null;
    }
  }

  #refusal(entry: Seen): Detection | null {
    const { count: limit, withinSec } = this.#ground.limits().failedSignIns;
    const { count = 1, address } = detailsOf(entry) as { count?: number; address?: string };
    this.#refused = this.#refused.filter((at) => entry.at - at < withinSec * 1000);
    for (let n = 0; n < count && this.#refused.length < limit; n++) this.#refused.push(entry.at);
    if (this.#refused.length < limit) return null;
    const from = typeof address === "string" ? `, the last ones from ${address}` : "";
    return found(
      FAILED_SIGN_INS,
      "high",
      `${limit} or more sign-ins failed within ${withinSec} s${from}. Somebody may be guessing passwords: find out who is at that address.`,
    );
  }

  #signIn(entry: Seen): Detection | null {
    const { address, client } = detailsOf(entry) as { address?: unknown; client?: unknown };
    const operator = entry.object.replace(/^operator:/, "");
    if (typeof address !== "string") return null;
    const place = placeOf(address, typeof client === "string" ? client : "");
    const known = this.#places.get(operator);
    if (known?.has(place)) return null;
    this.knows(operator, place);
    const newPlace = { operator, place };
    if (!known || !this.#ground.limits().newPlace) return { newPlace };
    return {
      newPlace,
      ...found(
        `detection/sign-in/new-place/${operator}`,
        "medium",
        `'${this.#named(entry.object)}' signed in from ${address} (${place}) for the first time. Ask them whether it was they; if not, end their sessions and change the password.`,
      ),
    };
  }

  #answer(entry: Seen): Detection | null {
    if (!/^(operator|person|token|cli):/.test(entry.actor)) return null;
    const { count: limit, withinSec } = this.#ground.limits().massAnswers;
    const before = this.#answers.get(entry.actor)?.filter((at) => entry.at - at < withinSec * 1000) ?? [];
    const times = [...before, entry.at];
    this.#answers.delete(entry.actor); // to the end: who answered longest ago is forgotten first
    this.#answers.set(entry.actor, times.length < limit ? times : []);
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size > MOST_ACTORS && oldest !== undefined) this.#answers.delete(oldest);
    if (times.length < limit) return null;
    return found(
      `detection/alarms/mass/${entry.actor}`,
      "high",
      `${this.#named(entry.actor)}, ${this.#ground.whereIs(entry.actor)}, acknowledged, shelved or suppressed ${limit} alarms within ${withinSec} s. See that nothing real was put away among them.`,
    );
  }

  #named(actor: string): string {
    return nameOr(actor, this.#ground.called);
  }
}

function newAdministrator(entry: Seen, { called, whereIs }: DetectionGround): Detection | null {
  const { roles, before, first } = detailsOf(entry) as { roles?: unknown; before?: unknown; first?: unknown };
  if (first === true) return null; // somebody must be the first
  const now = entry.action === "operator.enrolled" ? ["administrator"] : rolesIn(roles);
  const gained = now.filter((role) => ADMINISTRATORS.has(role) && !rolesIn(before).includes(role));
  if (gained.length === 0) return null;
  const operator = nameOr(entry.object, called);
  return found(
    `detection/operators/new-administrator/${idOf(entry.object)}`,
    "high",
    `'${operator}' is a new ${gained.join(", ")}, by ${nameOr(entry.actor, called)}, ${whereIs(entry.actor)}. If nobody expected that, disable '${operator}' and find out how it came.`,
  );
}

function lowered(entry: Seen, { called, whereIs }: DetectionGround): Detection | null {
  const { fields } = detailsOf(entry) as { fields?: unknown };
  const what = whatWasLowered(Array.isArray(fields) ? (fields as Parameters<typeof whatWasLowered>[0]) : []);
  if (what.length === 0) return null;
  return found(
    "detection/site/policy-lowered",
    "high",
    `${nameOr(entry.actor, called)}, ${whereIs(entry.actor)}, lowered the site's protection: ${what.join("; ")}. If nobody expected that, set it back, and find out who it was.`,
    "system",
  );
}

function rolesIn(roles: unknown): string[] {
  if (!Array.isArray(roles)) return [];
  return roles.map((one: unknown) => String(typeof one === "object" && one !== null && "role" in one ? one.role : one));
}

function found(point: string, priority: Priority, text: string, category: Category = "access"): { report: Report } {
  return {
    report: {
      point: point.slice(0, 200),
      kind: "raise",
      category,
      condition: "suspicious",
      priority,
      text,
      raw: "",
    },
  };
}

function detailsOf({ details }: Seen): object {
  try {
    const parsed: unknown = JSON.parse(details);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {}; // cut short, for it was too long to be kept
  }
}
