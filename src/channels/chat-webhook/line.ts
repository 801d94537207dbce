import type { ChannelHost } from "../channel.ts";
import { HttpLine } from "../http-line.ts";
import { BODIES } from "./body.ts";
import { PARALLEL, type Settings } from "./settings.ts";

export function chatWebhookLine(settings: Settings, { clock, transcript }: ChannelHost): HttpLine {
  const { url, format } = settings;
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  return new HttpLine({ ...settings, parallel: PARALLEL, transcript }, clock, (message) => ({
    url,
    headers,
    body: JSON.stringify(BODIES[format](message)),
  }));
}
