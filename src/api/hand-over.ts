import { z } from "zod";
import { HAND_OVER_STATES, type HandOver } from "#operators/hand-over.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { operatorOf } from "./lock.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";

const Params = z.strictObject({ id: z.string().max(63) });
const Place = z.object({ kind: z.enum(["workstation", "partition"]), id: z.string(), name: z.string() });
const Person = z.object({ id: z.string(), name: z.string() });
const HandOverView = z.object({
  id: z.string(),
  from: Person,
  to: Person,
  places: z.array(Place),
  note: z.string(),
  offeredAt: Instant,
  state: z.enum(HAND_OVER_STATES),
  answeredAt: Instant.nullable(),
});
const WatchView = z.object({
  watched: z.array(Place).describe("What must be manned and is watched in this session"),
  alone: z.array(Place).describe("Those of them that nobody else watches"),
  colleagues: z
    .array(Person.extend({ here: z.boolean().describe("Whether they watch something now") }))
    .describe("Who may watch the same places"),
});

/** Handing the watch over places that must be manned to a colleague, who accepts it. */
export function handOver(api: Api, core: Core): void {
  const { handOvers, operators } = core.access;

  api.get(
    "/api/v1/watch",
    {
      config: { needs: "alarms:acknowledge" },
      schema: { summary: "What you watch that must be manned, and who could take over", response: { 200: WatchView } },
    },
    (request) => {
      const { watched, alone, colleagues } = handOvers.watchOf(operatorOf(whoOf(request)));
      const shown = (places: typeof watched) => places.map(({ kind, id, name }) => ({ kind, id, name }));
      return { watched: shown(watched), alone: shown(alone), colleagues: [...colleagues] };
    },
  );

  api.get(
    "/api/v1/hand-overs",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Hand-overs from and to you of the last week, the newest first",
        response: { 200: listOf(HandOverView) },
      },
    },
    (request) => ({ items: handOvers.of(operatorOf(whoOf(request)).id).map(viewOf), next: null }),
  );

  api.post(
    "/api/v1/hand-overs",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Offer a colleague the watch over all that you watch and that must be manned",
        body: z.strictObject({
          to: z.string().trim().toLowerCase().min(1).max(63).describe("Id of an operator"),
          note: z.string().trim().max(2000).default("").describe("What they should know"),
        }),
        response: { 201: HandOverView },
      },
    },
    async (request, reply) =>
      reply.code(201).send(viewOf(await handOvers.offer(operatorOf(whoOf(request)), request.body))),
  );

  api.post(
    "/api/v1/hand-overs/:id/accept",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Take the watch over; you must watch the same places at that moment",
        params: Params,
        response: { 200: HandOverView },
      },
    },
    async (request) => viewOf(await handOvers.accept(request.params.id, operatorOf(whoOf(request)))),
  );

  api.delete(
    "/api/v1/hand-overs/:id",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Decline what was offered to you, or withdraw what you offered",
        params: Params,
        response: { 200: HandOverView },
      },
    },
    async (request) => viewOf(await handOvers.end(request.params.id, operatorOf(whoOf(request)))),
  );

  function viewOf({
    id,
    from,
    to,
    places,
    note,
    offeredAt,
    state,
    answeredAt,
  }: HandOver): z.output<typeof HandOverView> {
    return { id, from: named(from), to: named(to), places: [...places], note, offeredAt, state, answeredAt };
  }

  function named(id: string) {
    return { id, name: operators.all().find((one) => one.id === id)?.name ?? id };
  }
}
