import { z } from "zod";
import { HTTP_SETTINGS, httpUrl } from "../http-settings.ts";

/** Messages on their way at once. */
export const PARALLEL = 64;

export const Settings = z.strictObject({
  secret: z
    .string()
    .min(16, "expected at least 16 characters: the receiver proves with it that a message is ours")
    .max(256)
    .meta({ secret: true })
    .describe("Shared with the receiver; signs every message (HMAC-SHA256)"),
  ...HTTP_SETTINGS,
});
export type Settings = z.output<typeof Settings>;

export const Address = httpUrl("https://plant.example/alarms");
