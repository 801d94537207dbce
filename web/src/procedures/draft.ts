import type { Procedure, Step } from "../../../src/site/procedure.ts";

/** A step in a form, with a key that stays while it moves. */
export interface DraftStep {
  readonly key: number;
  readonly step: Step;
}

/** A procedure in a form. */
export interface Draft {
  readonly procedure: Omit<Procedure, "steps">;
  readonly steps: readonly DraftStep[];
  /** For the next step that is added. */
  readonly nextKey: number;
}

export const NEW_PROCEDURE: Procedure = {
  id: "",
  name: "",
  enabled: true,
  begins: "by-hand",
  mayEndEarly: true,
  steps: [{ id: "step-1", type: "check", text: "", mayBeSkipped: false }],
};

export function draftOf({ steps, ...procedure }: Procedure): Draft {
  return { procedure, steps: steps.map((step, key) => ({ key, step })), nextKey: steps.length };
}

export function procedureOf({ procedure, steps }: Draft): Procedure {
  return { ...procedure, steps: steps.map(({ step }) => step) };
}

/** With a further step at the end, whose id is nobody else's. */
export function added(draft: Draft): Draft {
  const ids = new Set(draft.steps.map(({ step }) => step.id));
  let number = draft.steps.length + 1;
  while (ids.has(`step-${number}`)) number++;
  const step: Step = { id: `step-${number}`, type: "check", text: "", mayBeSkipped: false };
  return { ...draft, steps: [...draft.steps, { key: draft.nextKey, step }], nextKey: draft.nextKey + 1 };
}

/** Without a step; what led to it goes on to the step below instead. */
export function removed(draft: Draft, key: number): Draft {
  const gone = draft.steps.find((one) => one.key === key)?.step.id;
  const rest = draft.steps.filter((one) => one.key !== key);
  return { ...draft, steps: rest.map((one) => ({ ...one, step: withoutWayTo(one.step, gone) })) };
}

/** With a step one place further up (-1) or down (1); the same draft where it can't go there. */
export function moved(draft: Draft, key: number, by: -1 | 1): Draft {
  const from = draft.steps.findIndex((one) => one.key === key);
  const [here, there] = [draft.steps[from], draft.steps[from + by]];
  if (!here || !there) return draft;
  return { ...draft, steps: draft.steps.with(from, there).with(from + by, here) };
}

/** The step as another kind: what both kinds know is kept. */
export function asType(step: Step, type: Step["type"]): Step {
  const { id, text, mayBeSkipped } = step;
  const common = { id, text, mayBeSkipped };
  const onward = "next" in step && step.next !== undefined ? { next: step.next } : {};
  const within = "withinSec" in step && step.withinSec !== undefined ? { withinSec: step.withinSec } : {};
  switch (type) {
    case "instruction":
    case "check":
    case "comment":
    case "attachment":
      return { ...common, ...within, ...onward, type };
    case "decision":
      return { ...common, ...within, type, choices: [{ text: "" }, { text: "" }] };
    case "timer":
      return { ...common, ...onward, type, seconds: 300, whenOver: "remind" };
    case "call":
      return { ...common, ...within, ...onward, type, whom: { name: "", number: "" } };
    case "link":
      return { ...common, ...within, ...onward, type, url: "https://" };
  }
}

/** A document without the keys that stand for nothing. */
export function withoutUnset<T extends object>(document: T): T {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as T;
}

function withoutWayTo(step: Step, gone: string | undefined): Step {
  if (step.type === "decision") {
    return {
      ...step,
      choices: step.choices.map((choice) => (choice.next === gone ? { text: choice.text } : choice)),
    };
  }
  if (step.next !== gone) return step;
  const { next: _, ...rest } = step;
  return rest as Step;
}
