import { z } from "zod";
import { MESSAGE_KINDS } from "#channels/channel.ts";
import { DEFAULT_TEMPLATES, PLACEHOLDERS, PLACEHOLDERS_OF } from "#channels/template.ts";
import { templateMistakes } from "#channels/template-choice.ts";
import { previewOf } from "#channels/template-preview.ts";
import { sees } from "#operators/roles.ts";
import { readDocument } from "#site/check.ts";
import { LANGUAGES } from "#site/language.ts";
import { mistake } from "#site/mistake.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

/** The words of messages before somebody is told: what Tocsin says by itself, and what a template would say. */
export function messageTemplates(api: Api, core: Core): void {
  api.get(
    "/api/v1/message-templates",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Tocsin's own words by language and message, and what can stand in {{…}}",
        response: {
          200: z.object({
            placeholders: z.record(z.string(), z.string()),
            messages: z.record(z.string(), z.array(z.string())),
            defaults: z.array(Thing),
          }),
        },
      },
    },
    () => ({
      placeholders: PLACEHOLDERS,
      messages: Object.fromEntries(MESSAGE_KINDS.map((message) => [message, [...PLACEHOLDERS_OF[message]]])),
      defaults: LANGUAGES.flatMap((language) =>
        MESSAGE_KINDS.map((message) => ({ language, message, ...DEFAULT_TEMPLATES[language][message] })),
      ),
    }),
  );

  api.post(
    "/api/v1/message-templates/preview",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "What a template would say about an alarm, or an imagined one; nothing is stored or sent",
        body: z.strictObject({
          template: Thing.describe("As the document would be"),
          alarm: z.int().min(1).optional().describe("Absent: an imagined one"),
        }),
        response: { 200: z.object({ subject: z.string(), text: z.string(), short: z.string() }) },
      },
    },
    (request) => {
      const { body } = request;
      const reading = readDocument("template", body.template);
      if ("mistakes" in reading) throw invalidRequest(reading.mistakes);
      if (reading.document.kind !== "template") throw new Error("a template was read as something else");
      const template = reading.document.body;
      const others = Array.from(core.site.items.template.values(), (one) => one.body);
      const kinds = core.channels.map(({ name }) => name);
      const mistakes = templateMistakes(template, others, kinds);
      if (mistakes.length > 0) {
        throw invalidRequest(mistakes.map(({ path, expected, found }) => mistake(path, expected, found)));
      }
      const alarm = body.alarm === undefined ? undefined : core.alarms.alarm(body.alarm);
      if (body.alarm !== undefined && (!alarm || !sees(whoOf(request), alarm.partition))) {
        throw new Refusal(404, "Not found", `There is no alarm ${body.alarm} in your partitions.`);
      }
      const publicUrl = `https://${request.host}`;
      const brief = core.channels.find(({ name }) => name === template.channelKind)?.brief;
      return previewOf(template, { site: core.site.current, alarm, publicUrl, now: core.clock.now(), brief });
    },
  );
}
