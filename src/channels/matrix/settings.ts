import { z } from "zod";
import { HTTP_SETTINGS, httpUrl } from "../http-settings.ts";

/** Messages on their way at once. */
export const PARALLEL = 8;

/** Appendices of the Matrix specification, "User Identifiers". */
const user = z
  .string()
  .max(255)
  .regex(/^@[a-z0-9._=/+-]+:[A-Za-z0-9.:[\]-]{1,230}$/u, "expected a Matrix id such as @anna:plant.example");

export const Settings = z.strictObject({
  homeserver: httpUrl("https://matrix.plant.example"),
  user: user.describe("Our own account"),
  accessToken: z
    .string()
    .regex(/^[\x21-\x7e]{1,1000}$/u, "expected an access token, in one line without spaces")
    .meta({ secret: true }),
  ...HTTP_SETTINGS,
});
export type Settings = z.output<typeof Settings>;

export const Address = user;
