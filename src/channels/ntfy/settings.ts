import { z } from "zod";
import { HTTP_SETTINGS, httpUrl } from "../http-settings.ts";

/** Messages on their way at once. */
export const PARALLEL = 16;

export const Settings = z.strictObject({
  server: httpUrl("https://ntfy.plant.example").describe("Without a topic"),
  token: z
    .string()
    .regex(/^tk_[A-Za-z0-9]{1,100}$/u, "expected an access token of ntfy, such as tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2")
    .meta({ secret: true })
    .optional()
    .describe("May publish to the topics; absent: the server lets everybody"),
  ...HTTP_SETTINGS,
});
export type Settings = z.output<typeof Settings>;

/** As ntfy's server wants a topic. */
export const Address = z
  .string()
  .regex(/^[-_A-Za-z0-9]{1,64}$/u, "expected a topic of up to 64 letters, digits, - and _, such as anna-7qWk2");
