import { z } from "zod";
import type { CallDesk } from "#channels/channel.ts";
import { Fault } from "#kernel/fault.ts";

const Id = z.string().max(100);

/** What a notifier host asks the core's desk, for people on one of its channels. */
const Question = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("language") }),
  z.object({ ask: z.literal("person-at"), number: z.string().max(300) }),
  z.object({ ask: z.literal("language-of"), person: Id }),
  z.object({ ask: z.literal("waiting"), person: Id }),
  z.object({ ask: z.literal("called"), notification: z.int() }),
  z.object({ ask: z.literal("on-duty-besides"), person: Id }),
  z.object({ ask: z.literal("standing"), person: Id }),
  z.object({ ask: z.literal("value"), person: Id, point: z.string().max(300) }),
  z.object({ ask: z.literal("duty"), person: Id, on: z.boolean() }),
  z.object({
    ask: z.literal("record"),
    person: Id.nullable(),
    action: z.enum(["call-in.admitted", "call-in.refused", "call.transferred"]),
    sentence: z.string().min(1).max(1000),
  }),
]);
type Question = z.output<typeof Question>;

/** For whom a host may speak on one channel. */
export interface Spokesman {
  /** Of the host. */
  readonly node: string;
  /** Whether the person may call the channel. */
  calls(person: string): boolean;
  /** Whether the host was given this message. */
  isGiven(notification: number): boolean;
  /** From now on the host may bring answers to this message. */
  give(notification: number): void;
  /** Whether a message that the host was given went to this person. */
  isTold(person: string): boolean;
  /** From now on `isTold` says yes. */
  told(person: string): void;
}

/**
 * Answers a host's question as JSON. A host speaks for people who may call its channel, and for those whom its messages went to.
 * @throws Fault `invalid` for something else than a question, `forbidden` for one about others
 */
export async function answerQuestion(json: string, desk: CallDesk, by: Spokesman): Promise<string> {
  const question = readQuestion(json, by.node);
  return JSON.stringify((await answerOf(question, desk, by)) ?? null);
}

async function answerOf(question: Question, desk: CallDesk, by: Spokesman): Promise<unknown> {
  switch (question.ask) {
    case "language":
      return desk.language();
    case "person-at": {
      const person = await desk.personAt(question.number);
      return person !== null && by.calls(person) ? person : null;
    }
    case "language-of":
      return desk.languageOf(allowed(by, question.person));
    case "waiting": {
      const waiting = await desk.waiting(allowed(by, question.person));
      for (const { notification } of waiting) by.give(notification);
      return waiting;
    }
    case "called": {
      if (!by.isGiven(question.notification)) throw forbidden(by, `notification ${question.notification}`);
      const called = await desk.called(question.notification);
      if (called) by.told(called.person);
      return called;
    }
    case "on-duty-besides":
      return desk.onDutyBesides(allowed(by, question.person));
    case "standing":
      return desk.standing(allowed(by, question.person));
    case "value":
      return desk.value(allowed(by, question.person), question.point);
    case "duty":
      return desk.duty(allowed(by, question.person), question.on);
    case "record": {
      const { person, action, sentence } = question;
      if (person !== null) allowed(by, person);
      return desk.record({ person, action, sentence: `${sentence} So says the notifier host on ${by.node}.` });
    }
  }
}

function allowed(by: Spokesman, person: string): string {
  if (by.calls(person) || by.isTold(person)) return person;
  throw forbidden(by, person);
}

function forbidden({ node }: Spokesman, whom: string): Fault {
  return new Fault("forbidden", `the notifier host on ${node} does not speak for ${whom}`);
}

function readQuestion(json: string, node: string): Question {
  try {
    return Question.parse(JSON.parse(json));
  } catch {
    throw new Fault("invalid", `what the notifier host on ${node} asks can't be read`);
  }
}

/** The core's desk as a notifier host has it. @param ask resolves with the answer's JSON */
export function deskOver(ask: (question: object) => Promise<string>): CallDesk {
  const answered = async <Answer>(question: Question): Promise<Answer> => JSON.parse(await ask(question)) as Answer;
  return {
    language: () => answered({ ask: "language" }),
    personAt: (number) => answered({ ask: "person-at", number }),
    languageOf: (person) => answered({ ask: "language-of", person }),
    waiting: (person) => answered({ ask: "waiting", person }),
    called: (notification) => answered({ ask: "called", notification }),
    onDutyBesides: (person) => answered({ ask: "on-duty-besides", person }),
    standing: (person) => answered({ ask: "standing", person }),
    value: (person, point) => answered({ ask: "value", person, point }),
    duty: (person, on) => answered({ ask: "duty", person, on }),
    record: async (call) => {
      await answered({ ask: "record", ...call });
    },
  };
}
