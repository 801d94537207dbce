import type { Alarm } from "#alarms/alarm.ts";
import { partitionsOf, sees, type Who } from "#operators/roles.ts";
import { calledIn } from "#site/called.ts";
import type { SiteDocument } from "#site/check.ts";
import type { SiteItem, SiteKind } from "#site/site.ts";
import type { Core } from "./core.ts";
import { transitionsOf } from "./rows.ts";
import { TEST_POINT } from "./setup.ts";
import { visibleTo } from "./site-rights.ts";

/** What is judged, from the site and the history. */
export interface SetupFacts {
  readonly isNamed: boolean;
  readonly channels: readonly { readonly name: string; readonly state: string; readonly because: string }[];
  readonly persons: readonly { readonly name: string; readonly methods: number; readonly verified: number }[];
  readonly policies: number;
  /** Of routes that lead to a policy. */
  readonly routes: number;
  readonly sources: readonly { readonly name: string; readonly state: string; readonly why: string }[];
  readonly points: number;
  readonly withoutInstructions: number;
  readonly wasAcknowledged: boolean;
}

export interface SetupStep {
  readonly step: "name" | "channel" | "person" | "verified" | "policy" | "route" | "source" | "point" | "test";
  readonly done: boolean;
  readonly because: string;
}

/** The steps in their order, each with what it was judged by. */
export function stepsOf(facts: SetupFacts): SetupStep[] {
  const { channels, persons, sources, points, withoutInstructions } = facts;
  const upChannel = channels.find(({ state }) => state === "up");
  const badChannel = channels.find(({ state }) => state !== "up");
  const upSource = sources.find(({ state }) => state === "up" || state === "degraded");
  const badSource = sources.find((source) => source !== upSource);
  const reachable = persons.find(({ methods }) => methods > 0);
  const verified = persons.find((person) => person.verified > 0);
  return [
    step("name", facts.isNamed, "the site has a name and a time zone", "the site has no name of its own yet"),
    step(
      "channel",
      upChannel !== undefined,
      `${upChannel?.name} works`,
      badChannel ? `${badChannel.name}: ${badChannel.because}` : "there is no channel",
    ),
    step("person", reachable !== undefined, `${reachable?.name} has a contact method`, "nobody has a contact method"),
    step(
      "verified",
      verified !== undefined,
      `${verified?.name} has a verified number or address`,
      "no number or address is verified yet, and alarms go to verified ones only",
    ),
    step("policy", facts.policies > 0, `policies that say who is told when: ${facts.policies}`, "there is no policy"),
    step("route", facts.routes > 0, `routes that lead to a policy: ${facts.routes}`, "no route leads to a policy"),
    step(
      "source",
      upSource !== undefined,
      `${upSource?.name} is connected`,
      badSource ? `${badSource.name}: ${badSource.why}` : "there is no source",
    ),
    step(
      "point",
      points > 0 && withoutInstructions === 0,
      `every point says what to do (${points})`,
      points === 0 ? "there is no point" : `points that don't say what to do: ${withoutInstructions} of ${points}`,
    ),
    step("test", facts.wasAcknowledged, "a test alarm was acknowledged", "no test alarm was acknowledged yet"),
  ];
}

function step(name: SetupStep["step"], done: boolean, yes: string, no: string): SetupStep {
  return { step: name, done, because: done ? yes : no };
}

export async function progressOf(core: Core, who: Who) {
  const { site } = core;
  const isVisible = visibleTo(site, who);
  const bodies = <K extends SiteKind>(kind: K): SiteItem<K>[] =>
    Array.from(site.items[kind].values(), ({ body }) => body as SiteItem<K>).filter((body) =>
      isVisible({ kind, body } as unknown as SiteDocument),
    );
  const mySources = bodies("source").map(({ id }) => id);
  const myPoints = bodies("point");
  const tests = Array.from(core.alarms.all()).filter((one) => one.point === TEST_POINT && sees(who, one.partition));
  const latest = tests.toSorted((a, b) => b.changedAt - a.changedAt)[0];
  const facts: SetupFacts = {
    isNamed: site.get("setting", "site") !== undefined,
    channels: core.outbox.health().filter(({ state }) => state !== "disabled"),
    persons: bodies("person")
      .filter(({ active }) => active)
      .map(({ id, name, methods }) => ({
        name,
        methods: methods.length,
        verified: methods.filter(({ channel, address }) => core.verified(id, channel, address)).length,
      })),
    policies: bodies("policy").length,
    routes: bodies("route").filter(({ policy }) => policy !== null).length,
    sources: core.sources
      .health()
      .filter(({ id, state }) => mySources.includes(id) && state !== "disabled")
      .map(({ id, state, why }) => ({ name: calledIn(site)("source", id), state, why })),
    points: myPoints.length,
    withoutInstructions: myPoints.filter(({ instructions }) => !instructions).length,
    wasAcknowledged: await anyAcknowledged(core, who, tests),
  };
  return {
    empty: facts.channels.length === 0 && facts.persons.length === 0 && mySources.length === 0,
    steps: stepsOf(facts),
    test: latest ? testOf(core, latest) : null,
  };
}

function testOf(core: Core, alarm: Alarm) {
  const callout = alarm.occurrence === 0 ? undefined : core.callouts.calloutOf(alarm.id);
  return {
    alarm: alarm.id,
    source: alarm.source,
    active: alarm.active,
    raisedAt: alarm.raisedAt,
    told: [...(callout?.position.told ?? [])],
    acknowledged: alarm.acknowledged,
  };
}

async function anyAcknowledged(core: Core, who: Who, tests: readonly Alarm[]): Promise<boolean> {
  if (tests.some(({ acknowledged, occurrence }) => acknowledged && occurrence > 0)) return true;
  const histories = await core.rows.read(partitionsOf(who, "alarms:read"), async (client) => {
    const all = [];
    for (const { id } of tests) all.push(...(await transitionsOf(client, id)));
    return all;
  });
  return histories.some(({ input }) => input === "acknowledge");
}
