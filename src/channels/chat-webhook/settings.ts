import { z } from "zod";
import { HTTP_SETTINGS, httpUrl } from "../http-settings.ts";

/** Slack takes about one message a second for each webhook. */
export const PARALLEL = 2;

export const FORMATS = ["teams", "slack", "mattermost"] as const;

export const Settings = z.strictObject({
  format: z.enum(FORMATS).describe("Which program's webhook it is"),
  url: httpUrl("https://hooks.slack.com/services/T000/B000/XXXX")
    .meta({ secret: true })
    .describe("As the program shows it when the webhook is made; whoever knows it can write to the room"),
  ...HTTP_SETTINGS,
});
export type Settings = z.output<typeof Settings>;

/** Nobody in particular: the message stands in the room. */
export const ROOM = "room";

/** Who is named in the message, so that the program rings for them. */
export const Address = z
  .string()
  .regex(
    /^[^\s<>|&"\p{C}]{1,200}$/u,
    "expected 'room', or whom the message names: a user principal name (Teams), a member id such as U012AB3CD (Slack), a user name (Mattermost)",
  );
