import { ACTOR } from "../../src/kernel/actor.ts";
import { t } from "./texts.ts";

/** What those are called whom an answer named by id; ids are never used twice. */
const called = new Map<string, string>();

/** Keeps what an answer of the server says about whom it names. */
export function learnActors(answer: unknown): void {
  const actors = answer !== null && typeof answer === "object" && "actors" in answer ? answer.actors : null;
  if (actors === null || typeof actors !== "object") return;
  for (const [id, name] of Object.entries(actors)) if (typeof name === "string") called.set(id, name);
}

/** Who did something, as people call them: by name; who is no longer known, by id. */
export function whoSaid(actor: string): string {
  const at = actor.indexOf(":");
  if (at < 0) return actor === "tocsin" ? "Tocsin" : actor;
  const name = called.get(actor) ?? actor.slice(at + 1);
  return t.actor[actor.slice(0, at)]?.(name) ?? name;
}

/** A sentence with the names of whom it names by id. */
export function actorsSaid(sentence: string): string {
  return sentence.replace(ACTOR, whoSaid);
}
