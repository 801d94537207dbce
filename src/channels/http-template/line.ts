import type { ChannelHost } from "../channel.ts";
import { HttpLine } from "../http-line.ts";
import { PARALLEL, type Settings } from "./settings.ts";
import { fill } from "./template.ts";

export function httpTemplateLine(settings: Settings, { clock, transcript }: ChannelHost): HttpLine {
  const { url, method, headers, contentType, escape, body } = settings;
  return new HttpLine({ ...settings, parallel: PARALLEL, transcript }, clock, (message) => ({
    method,
    url: fill(url, message, "url"),
    headers: {
      "Content-Type": contentType,
      "Idempotency-Key": String(message.id),
      ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    },
    body: fill(body, message, escape),
  }));
}
