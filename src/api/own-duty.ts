import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { DutyDesk, DutyPerson } from "#duty/desk.ts";
import type { Swap } from "#duty/swap.ts";
import { directoryOf } from "#escalation/directory.ts";
import { nextOnDuty, onDuty } from "#escalation/on-call.ts";
import { unusable } from "#escalation/plan.ts";
import { AnswerLimit } from "#replies/answer-limit.ts";
import type { Person } from "#site/person.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { operatorOf } from "./lock.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 60;
/** Looked at besides, so that the last shift ends when it does and not where the view ends. */
const LONGEST_TURN_MS = 62 * DAY_MS;
const MOST_SHIFTS = 20;
const TESTS_PER_HOUR = 20;
/** Each of them sends messages to somebody else. */
const OFFERS_PER_HOUR = 30;
const Id = z.string().max(63);
const hours = z.int().min(1).max(72).optional().describe("Absent: for the shift, a day at most");
const SwapView = z.object({
  id: z.string(),
  schedule: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  giver: z.object({ id: z.string(), name: z.string() }),
  taker: z.object({ id: z.string(), name: z.string() }),
  from: Instant,
  to: Instant,
  note: z.string(),
  offeredAt: Instant,
  expiresAt: Instant,
  state: z.string().describe("offered, accepted, declined, withdrawn or expired"),
  awaitsYou: z.boolean().describe("It was offered to you, and you have not answered yet"),
  answeredAt: Instant.nullable(),
});
const OwnDuty = z.object({
  person: z.object({ id: z.string(), name: z.string() }).nullable().describe("null: the account is nobody's"),
  schedules: z
    .array(Thing)
    .describe(
      "Those in which the person has duty: `until` of what runs, and the shifts ahead; null: no end is planned",
    ),
  policies: z.array(Thing).describe("Which policies reach the person, in which steps and as what"),
  methods: z.array(Thing).describe("Their own contact methods, and why one isn't used"),
  colleagues: z.array(Thing).describe("Who can stand in: active persons; `answers` can be offered a swap"),
});

/** One's own duty: what it is, off and on, swaps with colleagues, and whether one can be reached. */
export function ownDuty(api: Api, core: Core): void {
  const tests = new AnswerLimit(core.clock, TESTS_PER_HOUR);
  const offers = new AnswerLimit(core.clock, OFFERS_PER_HOUR);
  let desk: Promise<DutyDesk> | undefined;
  const dutyDesk = () =>
    (desk ??= import("#duty/desk.ts").then(
      ({ DutyDesk: Desk }) =>
        new Desk({
          clock: core.clock,
          journal: core.journal,
          pool: core.pool,
          site: core.site,
          verified: (person, channel, address) => core.verified(person, channel, address),
          answers: (person) => core.access.ofPerson(person).length > 0,
          // Whose it is, whoever hears it asks for themselves.
          changed: () => core.feed.publish("swap", {}),
          send: (what) => core.outbox.send(what),
        }),
    ));

  api.get(
    "/api/v1/profile/duty",
    {
      config: { needs: "somebody" },
      schema: { summary: "What you are on duty for now and next, and how you are reached", response: { 200: OwnDuty } },
    },
    async (request) => {
      const person = linkedPerson(core, request);
      if (!person) return { person: null, schedules: [], policies: [], methods: [], colleagues: [] };
      const [{ roster }, { reachedBy }] = await Promise.all([
        import("#escalation/roster.ts"),
        import("#duty/reached-by.ts"),
      ]);
      const now = core.clock.now();
      const directory = directoryOf(core.site.current, (...method) => core.verified(...method));
      const called = (id: string) => directory.called("person", id);
      const schedules = Array.from(core.site.items.schedule.values(), ({ body }) => body).flatMap((schedule) => {
        const aheadMs = AHEAD_DAYS * DAY_MS;
        const horizon = now + aheadMs + LONGEST_TURN_MS;
        const mine = roster(schedule, now, horizon, called).shifts.filter(
          (one) => one.person === person.id && one.from < now + aheadMs,
        );
        const running = onDuty(schedule, now, called).find((duty) => duty.person === person.id);
        const endOf = (to: number) => {
          const end = to < horizon ? to : onDuty(schedule, horizon).find((duty) => duty.person === person.id)?.until;
          return end !== undefined && Number.isFinite(end) ? end : null;
        };
        const belongs = schedule.rotations.some(({ members }) => members.includes(person.id));
        if (mine.length === 0 && !belongs) return [];
        return {
          id: schedule.id,
          name: schedule.name,
          timeZone: schedule.timeZone,
          onDuty: running !== undefined,
          until: running && Number.isFinite(running.until) ? running.until : null,
          because: running?.because ?? null,
          shifts: mine.slice(0, MOST_SHIFTS).map(({ from, to, because }) => ({ from, to: endOf(to), because })),
          after: nextOnDuty(schedule, now).map((next) => ({ ...next, name: directory.person(next.person)?.name })),
        };
      });
      const methods = person.methods.map(({ id, channel, address }) => ({
        id,
        channel,
        channelName: core.site.get("channel", channel)?.body.name ?? channel,
        address,
        whyNot: unusable(person.id, { channel, address }, directory),
      }));
      const colleagues = Array.from(core.site.items.person.values(), ({ body }) => body)
        .filter(({ id, active }) => active && id !== person.id)
        .map(({ id, name }) => ({ id, name, answers: core.access.ofPerson(id).length > 0 }));
      return {
        person: { id: person.id, name: person.name },
        schedules,
        policies: reachedBy(core.site.current, person.id).map((one) => ({ ...one })),
        methods,
        colleagues,
      };
    },
  );

  api.post(
    "/api/v1/profile/duty/:schedule",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Take yourself off duty from now on, with whoever stands in, or report on duty",
        params: z.strictObject({ schedule: Id }),
        body: z.discriminatedUnion("duty", [
          z.strictObject({
            duty: z.literal("off"),
            hours,
            standIn: Id.optional().describe("Person who has the duty instead"),
            leaveGap: z
              .boolean()
              .default(false)
              .describe("Even when nobody is on duty then; without it that is refused"),
          }),
          z.strictObject({ duty: z.literal("on"), hours }),
        ]),
        response: { 200: z.object({ until: Instant.nullable() }) },
      },
    },
    async (request) => {
      const by = dutyPersonIn(core, request);
      const { body } = request;
      const schedule = request.params.schedule;
      refuseStrangers(schedule, by.person);
      const work = await dutyDesk();
      const until =
        body.duty === "off" ? await work.leave(schedule, by, body) : await work.report(schedule, by, body.hours);
      return { until: Number.isFinite(until) ? until : null };
    },
  );

  api.get(
    "/api/v1/profile/swaps",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Swaps from and to you of the last weeks, the newest first",
        response: { 200: listOf(SwapView) },
      },
    },
    async (request) => {
      const person = linkedPerson(core, request);
      if (!person) return { items: [], next: null };
      const items = await Promise.all(
        (await (await dutyDesk()).swapsOf(person.id)).map((swap) => viewOf(swap, person.id)),
      );
      return { items, next: null };
    },
  );

  api.post(
    "/api/v1/profile/swaps",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Offer a colleague a span of your duty; it is theirs once they accept",
        body: z.strictObject({
          schedule: Id,
          taker: Id.describe("A person"),
          from: Instant,
          to: Instant,
          note: z.string().trim().max(180).default(""),
        }),
        response: { 201: SwapView },
      },
    },
    async (request, reply) => {
      const by = dutyPersonIn(core, request);
      if (!offers.allows(by.person)) throw tooMany(`That was more than ${OFFERS_PER_HOUR} offers within an hour`);
      const swap = await (await dutyDesk()).offer(by, request.body);
      return reply.code(201).send(await viewOf(swap, by.person));
    },
  );

  api.post(
    "/api/v1/profile/swaps/:id/accept",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Take a shift over that was offered to you",
        params: z.strictObject({ id: Id }),
        response: { 200: SwapView },
      },
    },
    async (request) => {
      const by = dutyPersonIn(core, request);
      return viewOf(await (await dutyDesk()).accept(request.params.id, by), by.person);
    },
  );

  api.delete(
    "/api/v1/profile/swaps/:id",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Decline what was offered to you, or withdraw what you offered",
        params: z.strictObject({ id: Id }),
        response: { 200: SwapView },
      },
    },
    async (request) => {
      const by = dutyPersonIn(core, request);
      return viewOf(await (await dutyDesk()).end(request.params.id, by), by.person);
    },
  );

  api.post(
    "/api/v1/profile/methods/:method/tests",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Send yourself a test message by one of your own contact methods, at once",
        params: z.strictObject({ method: Id }),
        body: z.strictObject({}).nullish(),
        response: { 202: z.object({ test: z.int() }) },
      },
    },
    async (request, reply) => {
      const { person, method } = ownMethod(core, request, request.params.method);
      if (!tests.allows(person.id)) throw tooMany(`That was more than ${TESTS_PER_HOUR} tests within an hour`);
      const target = { person: person.id, method: method.id };
      const trial = await core.trials.begin(method.channel, target, actorIn(request));
      return reply.code(202).send({ test: trial.id });
    },
  );

  api.get(
    "/api/v1/profile/methods/:method/tests/:test",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "How that test ended, in the far side's words; `delivery` is null while it is under way",
        params: z.strictObject({ method: Id, test: z.coerce.number().int().min(1) }),
        response: { 200: z.object({ startedAt: Instant, delivery: Thing.nullable() }) },
      },
    },
    (request) => {
      const { method } = ownMethod(core, request, request.params.method);
      const found = core.trials.get(method.channel, request.params.test);
      if (!found) throw new Refusal(404, "Not found", "There is no such test any more; begin another one.");
      const { startedAt, delivery } = found;
      return { startedAt, delivery: delivery && { outcome: delivery.outcome, because: delivery.because } };
    },
  );

  /** Of a schedule in which somebody has no duty, they change nothing. */
  function refuseStrangers(id: string, person: string): void {
    const schedule = core.site.get("schedule", id)?.body;
    const belongs =
      schedule?.rotations.some(({ members }) => members.includes(person)) ||
      schedule?.holidays.some(({ persons }) => persons.includes(person)) ||
      schedule?.overrides.some((override) => override.person === person);
    if (!belongs) {
      throw new Refusal(404, "Not found", `There is no schedule '${id}' in which you have duty; see 'My shift'.`);
    }
  }

  function viewOf(swap: Swap, person: string): Promise<z.output<typeof SwapView>> {
    return import("#duty/swap.ts").then(({ stateOf }) => {
      const { id, from, to, note, offeredAt, expiresAt, answeredAt } = swap;
      const schedule = core.site.get("schedule", swap.schedule)?.body;
      const named = (person: string) => ({ id: person, name: core.site.get("person", person)?.body.name ?? person });
      return {
        id,
        schedule: { id: swap.schedule, name: schedule?.name ?? swap.schedule, timeZone: schedule?.timeZone ?? "UTC" },
        giver: named(swap.giver),
        taker: named(swap.taker),
        from,
        to,
        note,
        offeredAt,
        expiresAt,
        answeredAt,
        state: stateOf(swap, core.clock.now()),
        awaitsYou: swap.taker === person && stateOf(swap, core.clock.now()) === "offered",
      };
    });
  }
}

/** The person whom alarms are sent to, when whoever asks is one. */
function linkedPerson(core: Core, request: FastifyRequest): Person | undefined {
  const id = core.access.operators.enabled(operatorOf(whoOf(request)).id)?.person ?? null;
  return id === null ? undefined : core.site.get("person", id)?.body;
}

function tooMany(what: string): Refusal {
  return new Refusal(429, "Too many attempts", `${what}; try again later.`, {}, { "retry-after": "3600" });
}

function dutyPersonIn(core: Core, request: FastifyRequest): DutyPerson {
  const person = linkedPerson(core, request);
  if (person) return { person: person.id, name: person.name, actor: actorIn(request) };
  throw new Refusal(
    409,
    "Not possible",
    "Your account is not linked with a person whom alarms are sent to. An administrator can link it under Operators.",
  );
}

function ownMethod(core: Core, request: FastifyRequest, id: string) {
  const person = linkedPerson(core, request);
  const method = person?.methods.find((one) => one.id === id);
  if (person && method) return { person, method };
  throw new Refusal(404, "Not found", `You have no contact method '${id}'; see 'My shift'.`);
}
