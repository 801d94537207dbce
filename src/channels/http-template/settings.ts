import { z } from "zod";
import { HTTP_SETTINGS, httpUrl } from "../http-settings.ts";
import { ESCAPES, PLACEHOLDERS, unknownPlaceholders } from "./template.ts";

/** Messages on their way at once. */
export const PARALLEL = 8;

const template = (longest: number) =>
  z
    .string()
    .max(longest)
    .superRefine((text, context) => {
      for (const name of unknownPlaceholders(text)) {
        const message = `{{${name}}} stands for nothing; there are ${PLACEHOLDERS.join(", ")}`;
        context.addIssue({ code: "custom", message });
      }
    });

/** The connection's own headers are ours. */
const OURS = /^(?:host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect)$/iu;

const Header = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_|~-]{1,100}$/u, "expected the name of an HTTP header, such as X-Api-Key")
    .refine((name) => !OURS.test(name), "expected a header that doesn't belong to the connection itself"),
  value: z
    .string()
    .max(2000)
    .regex(/^[\x20-\x7e]*$/u, "expected printable ASCII in one line")
    .meta({ secret: true }),
});

export const Settings = z
  .strictObject({
    url: httpUrl("https://pager.plant.example/send?to={{to}}")
      .pipe(template(2000))
      .refine(
        (url) => !/^https?:\/\/[^/?#]*\{\{/u.test(url),
        "expected placeholders only behind the machine's name: nobody's address may choose the machine",
      )
      .describe("Placeholders in it are encoded as a part of a URL"),
    method: z.enum(["POST", "PUT", "PATCH"]).default("POST"),
    headers: z.array(Header).max(20).default([]),
    contentType: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w-]+)*$/u, "expected a media type, such as application/json")
      .default("application/json"),
    escape: z.enum(ESCAPES).default("json").describe("How placeholders in the body are made harmless"),
    body: template(20_000).describe('With placeholders, for example {"text": "{{text}}", "to": "{{to}}"}'),
    ...HTTP_SETTINGS,
  })
  .refine(({ escape, body }) => escape !== "json" || isJson(body.replace(/\{\{[^{}]*\}\}/gu, "1")), {
    path: ["body"],
    error: 'expected JSON, with placeholders for texts between quotes: {"text": "{{text}}"}',
  });
export type Settings = z.output<typeof Settings>;

/** Whatever the other program calls its people. */
export const Address = z.string().regex(/^[^\p{C}]{1,200}$/u, "expected up to 200 printable characters");

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
