import { z } from "zod";
import { partitionsOf, sees, type Who } from "#operators/roles.ts";
import type { By, Run } from "#procedures/run.ts";
import { refuseBeyond, seen } from "./alarm-access.ts";
import type { Core } from "./core.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const SHOWN = 20;
const AlarmId = z.strictObject({ id: z.coerce.number().int().min(1) });
const RunId = z.strictObject({ run: z.string().max(100) });
const StepId = RunId.extend({ step: z.string().max(40) });
const text = z.string().trim().min(1).max(2000);
const RunView = Thing.describe(
  "Run: the procedure as it was when it began, whose turn it is, and the log of what was done",
);

const AnswerBody = z.strictObject({
  turn: z.int().min(0).describe("As it was seen: how many steps were over"),
  outcome: z.enum(["done", "skipped"]).default("done"),
  choice: z.int().min(0).max(9).optional().describe("Of a decision, from 0"),
  comment: text.optional(),
  attachments: z
    .array(z.strictObject({ file: z.string().regex(/^[0-9a-f]{64}$/), name: z.string().trim().min(1).max(200) }))
    .max(20)
    .optional()
    .describe("Ids of uploaded files, and what people call them"),
  reason: text.optional().describe("Why it is skipped"),
});

/** Response procedures: what to do about an alarm step by step, and who did it. */
export function procedures(api: Api, core: Core): void {
  api.get(
    "/api/v1/procedure-runs",
    {
      config: { needs: "alarms:read" },
      schema: { summary: "Procedures that are gone through now", response: { 200: listOf(RunView) } },
    },
    (request) => {
      const who = whoOf(request);
      const items = Array.from(core.procedures.running()).filter(({ partition }) =>
        sees(who, partition, "alarms:read"),
      );
      return { items: items.map((run) => ({ ...run })), next: null };
    },
  );

  api.get(
    "/api/v1/alarms/:id/procedures",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Procedures that are for this alarm, and its last twenty runs",
        params: AlarmId,
        response: { 200: z.object({ fitting: z.array(Thing), runs: z.array(RunView) }) },
      },
    },
    async (request) => {
      const alarm = seen(core, whoOf(request), request.params.id);
      const [desk, { readRunsOf }] = await Promise.all([core.procedures.desk(), import("#procedures/rows.ts")]);
      const runs = await core.rows.read(partitionsOf(whoOf(request), "alarms:read"), (client) =>
        readRunsOf(client, alarm.id, SHOWN),
      );
      const fitting = desk
        .fitting(alarm)
        .map(({ version, body: { id, name, begins, steps } }) => ({ id, name, version, begins, steps: steps.length }));
      return { fitting, runs: runs.map((run) => ({ ...run })) };
    },
  );

  api.post(
    "/api/v1/alarms/:id/procedures",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Begin a procedure for the alarm's present occurrence",
        params: AlarmId,
        body: z.strictObject({ procedure: z.string().max(63), occurrence: z.int().min(0) }),
        response: { 201: RunView },
      },
    },
    async (request, reply) => {
      const alarm = seen(core, whoOf(request), request.params.id);
      refuseBeyond(whoOf(request), "alarms:acknowledge", alarm);
      const desk = await core.procedures.desk();
      const { procedure, occurrence } = request.body;
      return reply.code(201).send({ ...(await desk.begin(alarm.id, occurrence, procedure, byOf(request))) });
    },
  );

  api.get(
    "/api/v1/procedure-runs/:run",
    {
      config: { needs: "alarms:read" },
      schema: { summary: "One run of a procedure", params: RunId, response: { 200: RunView } },
    },
    async (request) => ({ ...(await runSeen(whoOf(request), request.params.run)) }),
  );

  api.post(
    "/api/v1/procedure-runs/:run/steps/:step",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Answer the step whose turn it is; 409 when somebody else was faster",
        params: StepId,
        body: AnswerBody,
        response: { 200: RunView },
      },
    },
    async (request) => {
      const { id, alarm } = await runMine(whoOf(request), request.params.run);
      for (const { file, name } of request.body.attachments ?? []) await demandFile(file, name, alarm);
      const desk = await core.procedures.desk();
      return { ...(await desk.answer(id, { step: request.params.step, ...request.body }, byOf(request))) };
    },
  );

  api.post(
    "/api/v1/procedure-runs/:run/steps/:step/call",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "Have the server call the person of the step whose turn it is",
        params: StepId,
        body: z.strictObject({}).nullish(),
        response: { 200: RunView },
      },
    },
    async (request) => {
      const { id } = await runMine(whoOf(request), request.params.run);
      const desk = await core.procedures.desk();
      return { ...(await desk.call(id, request.params.step, byOf(request))) };
    },
  );

  api.post(
    "/api/v1/procedure-runs/:run/end",
    {
      config: { needs: "alarms:acknowledge" },
      schema: {
        summary: "End a run before its last step, with a reason",
        params: RunId,
        body: z.strictObject({ reason: text }),
        response: { 200: RunView },
      },
    },
    async (request) => {
      const { id } = await runMine(whoOf(request), request.params.run);
      const desk = await core.procedures.desk();
      return { ...(await desk.end(id, request.body.reason, byOf(request))) };
    },
  );

  async function runSeen(who: Who, id: string): Promise<Run> {
    const run = await (await core.procedures.desk()).run(id).catch(() => null);
    if (run && sees(who, run.partition, "alarms:read")) return run;
    throw new Refusal(404, "Not found", `There is no run '${id}' of a procedure, or it is not in your partitions.`);
  }

  /** What is attached must be there, and be for this alarm: who sees the alarm must see it. */
  async function demandFile(file: string, name: string, alarm: number): Promise<void> {
    const { readFileFacts } = await import("#site/file-shelf.ts");
    const facts = await core.rows.read(null, (client) => readFileFacts(client, file));
    if (facts?.alarms.includes(alarm)) return;
    const detail = `The file '${name}' was not uploaded for alarm ${alarm}. Upload it with POST /api/v1/files?alarm=${alarm} first.`;
    throw new Refusal(422, "Not valid", detail);
  }

  async function runMine(who: Who, id: string): Promise<Run> {
    const run = await runSeen(who, id);
    const alarm = core.alarms.alarm(run.alarm);
    refuseBeyond(who, "alarms:acknowledge", { partition: run.partition, priority: alarm?.priority ?? "low" });
    return run;
  }
}

function byOf(request: Parameters<typeof whoOf>[0]): By {
  return { actor: actorIn(request), name: nameInTrail(whoOf(request)) };
}
