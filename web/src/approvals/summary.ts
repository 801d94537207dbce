import { sentenceSaid } from "../said.ts";
import { placeSaid } from "../schema-form/place.ts";
import { stepsOf } from "../schema-form/value-said.ts";

/** The places of settings that the server names: `changes the setting logins.sessionHours`. */
const SETTING = /(?<=changes the setting )[\w.[\]]+?(?=;|\.?$)/gu;

/** What is asked for, in one sentence; settings as the form calls them. */
export function summarySaid(summary: string): string {
  return sentenceSaid(summary.replace(SETTING, (place) => placeSaid(stepsOf(place).join("."))));
}
