import { z } from "zod";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";
import { id, idOf, name } from "./id.ts";
import { type Mistake, mistake, shown } from "./mistake.ts";
import { priorities } from "./priorities.ts";

/** What a step leads to when it is over: the one below where nothing else is said. */
export const END = "end";

const stepId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "expected lower-case letters, digits or '-', at most 40")
  .refine((id) => id !== END, `expected another id than '${END}'`);
const next = z
  .string()
  .max(40)
  .meta({ among: "step" })
  .optional()
  .describe(`Id of the step that follows, or '${END}'; absent: the one below`);
const common = {
  id: stepId,
  text: z.string().trim().min(1).max(2000).describe("What is to be done, found out or written down"),
  mayBeSkipped: z.boolean().default(false).describe("With a reason"),
};
const within = z.int().min(1).max(86_400).optional().describe("Beyond it every screen reminds of the step");
const plain = { ...common, withinSec: within, next };

/** One step of a response procedure. */
export const Step = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("instruction"), ...plain }).describe("Read and done"),
  z.strictObject({ type: z.literal("check"), ...plain }).describe("Ticked when it is so"),
  z.strictObject({
    type: z.literal("decision"),
    ...common,
    withinSec: within,
    choices: z
      .array(z.strictObject({ text: z.string().trim().min(1).max(200), next }))
      .min(2)
      .max(10),
  }),
  z.strictObject({ type: z.literal("comment"), ...plain }).describe("Something must be written down"),
  z
    .strictObject({
      type: z.literal("timer"),
      ...common,
      seconds: z.int().min(1).max(86_400),
      whenOver: z.enum(["remind", "continue"]).default("remind").describe("continue: goes on by itself"),
      next,
    })
    .describe("Waits; it can be ended sooner only where it may be skipped"),
  z.strictObject({ type: z.literal("attachment"), ...plain }).describe("A file must be attached"),
  z.strictObject({
    type: z.literal("call"),
    ...plain,
    whom: z.union([
      z.strictObject({ person: idOf("person") }).describe("The server calls the person where a voice channel is"),
      z.strictObject({
        name,
        number: z.string().regex(/^\+?[0-9][0-9 ()/-]{1,30}$/, "expected a telephone number such as +49 30 1234"),
      }),
    ]),
  }),
  z.strictObject({
    type: z.literal("link"),
    ...plain,
    url: z
      .string()
      .max(1000)
      .regex(/^(https?:\/\/|\/(?!\/))/, "expected an address that begins with https://, http:// or /"),
  }),
]);
export type Step = z.output<typeof Step>;

/** Where the run goes after a step. @param choice of a decision, from 0 */
export function followerOf(steps: readonly Step[], step: Step, choice?: number): string | null {
  const named = step.type === "decision" ? step.choices[choice ?? 0]?.next : step.next;
  if (named === END) return null;
  return named ?? steps[steps.indexOf(step) + 1]?.id ?? null;
}

/** What is wrong with the steps beyond their shape: names, ways that lead nowhere, and steps that nothing leads to. */
export function stepMistakes(steps: readonly Step[]): Mistake[] {
  const ids = steps.map(({ id }) => id);
  const mistakes: Mistake[] = [];
  const follows = (named: string | undefined, path: Mistake["path"]) => {
    if (named === undefined || named === END || ids.includes(named)) return;
    mistakes.push(mistake(path, `the id of a step, or '${END}'`, shown(named)));
  };
  for (const [index, step] of steps.entries()) {
    if (ids.indexOf(step.id) !== index) {
      mistakes.push(mistake(["steps", index, "id"], "a name of its own", `${shown(step.id)} twice`));
    }
    if (step.type === "decision") {
      for (const [place, choice] of step.choices.entries()) {
        follows(choice.next, ["steps", index, "choices", place, "next"]);
      }
    } else follows(step.next, ["steps", index, "next"]);
  }
  if (mistakes.length > 0) return mistakes;
  const reached = reachedFrom(steps);
  for (const [index, { id }] of steps.entries()) {
    if (!reached.has(id)) mistakes.push(mistake(["steps", index], "a step that another one leads to", shown(id)));
  }
  for (const [index, step] of steps.entries()) {
    if (circlesByItself(steps, step)) {
      mistakes.push(
        mistake(["steps", index, "next"], "a way on that somebody's answer is part of", "an endless circle"),
      );
    }
  }
  return mistakes;
}

function reachedFrom(steps: readonly Step[]): Set<string> {
  const reached = new Set<string>();
  const ahead = steps.slice(0, 1);
  for (let step = ahead.pop(); step; step = ahead.pop()) {
    if (reached.has(step.id)) continue;
    reached.add(step.id);
    for (const id of followersOf(steps, step)) ahead.push(...steps.filter((one) => one.id === id));
  }
  return reached;
}

function followersOf(steps: readonly Step[], step: Step): (string | null)[] {
  if (step.type !== "decision") return [followerOf(steps, step)];
  return step.choices.map((_, choice) => followerOf(steps, step, choice));
}

/** Timers that go on by themselves and lead back to each other would write into the trail for ever. */
function circlesByItself(steps: readonly Step[], from: Step): boolean {
  let step: Step | undefined = from;
  for (let gone = 0; gone <= steps.length; gone++) {
    if (step?.type !== "timer" || step.whenOver !== "continue") return false;
    const id: string | null = followerOf(steps, step);
    step = steps.find((one) => one.id === id);
    if (step === from) return true;
  }
  return false;
}

/** What to do about an alarm, step by step. Where it names nothing, it fits every alarm. */
export const Procedure = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  partitions: z.array(idOf("partition")).optional(),
  sources: z.array(idOf("source")).optional(),
  points: z
    .array(z.string().max(264).meta({ among: "points" }))
    .optional()
    .describe("Ids of points, may end in *"),
  conditions: z.array(z.string().max(60)).optional(),
  tags: z.array(id).optional().describe("Fits when the alarm carries any of them"),
  categories: z.array(z.enum(CATEGORIES)).optional(),
  priorities: priorities.optional(),
  areas: z.array(idOf("area")).optional().describe("Areas, each with all that lies in it"),
  begins: z
    .enum(["by-hand", "when-raised"])
    .default("by-hand")
    .describe("when-raised: by itself with every new occurrence that shows on screens"),
  mayEndEarly: z.boolean().default(true).describe("Somebody may end it before its last step, with a reason"),
  whenLate: z
    .strictObject({
      afterSec: z.int().min(0).max(86_400).default(300).describe("So long after the time of a step has run out"),
      priority: z.enum(PRIORITIES).default("high"),
    })
    .optional()
    .describe("Raises an alarm of Tocsin's own, which takes the way of any other, until somebody does the step"),
  steps: z.array(Step).min(1).max(100),
});
export type Procedure = z.output<typeof Procedure>;
