import { z } from "zod";
import { PRIORITIES } from "#events/event.ts";
import { may, sees } from "#operators/roles.ts";
import { DEFAULT_PARTITION } from "#site/check.ts";
import { LANGUAGES } from "#site/language.ts";
import type { Core } from "./core.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { operatorOf } from "./lock.ts";
import { languageOfRequest } from "./reading.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";
import { sessionOf } from "./session.ts";

const Trouble = z.object({
  kind: z.enum(["source", "channel", "module"]),
  id: z.string(),
  name: z.string(),
  state: z.string(),
  because: z.string(),
  since: Instant,
});

const Hit = z.object({
  kind: z.string().describe("alarm, or a kind of document"),
  id: z.string(),
  name: z.string(),
  priority: z.enum(PRIORITIES).optional().describe("Of an alarm"),
  state: z.string().optional().describe("Of an alarm"),
});

/** What every screen wants to know wherever it is: what doesn't work, where something is, whether its sound is heard. */
export function screen(api: Api, core: Core): void {
  api.get(
    "/api/v1/troubles",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Sources, channels and modules that are switched on and don't work as they should",
        response: {
          200: listOf(Trouble).extend({ sources: z.int().describe("How many sources are switched on, well or not") }),
        },
      },
    },
    (request) => {
      const who = whoOf(request);
      const seen = core.sources
        .health()
        .filter(({ id }) => sees(who, core.site.get("source", id)?.body.partition ?? DEFAULT_PARTITION));
      const sources = seen
        .filter(({ state }) => state === "down" || state === "degraded")
        .map(({ id, name, state, why, since }) => ({ kind: "source" as const, id, name, state, because: why, since }));
      const channels = core.outbox
        .health()
        .filter(({ state }) => state === "failing")
        .map(({ id, name, state, because, since }) => ({ kind: "channel" as const, id, name, state, because, since }));
      const modules = may(who, "site:read", { everywhere: true }) ? core.modules.modules() : [];
      const away = modules
        .filter(({ state }) => state !== "up")
        .map(({ id, state, because, since }) => ({ kind: "module" as const, id, name: id, state, because, since }));
      const on = seen.filter(({ state }) => state !== "disabled").length;
      return { items: [...sources, ...channels, ...away], next: null, sources: on };
    },
  );

  api.get(
    "/api/v1/search",
    {
      config: { needs: "somebody" },
      schema: {
        summary:
          "Alarms and documents that carry all words of a text, those that fit best first; what one may not see is not found",
        querystring: z.strictObject({
          q: z.string().trim().min(1).max(100),
          limit: z.coerce.number().int().min(1).max(50).default(8).describe("Of each kind"),
          language: z.enum(LANGUAGES).optional().describe("Of whoever reads; absent: the first of Accept-Language"),
        }),
        response: { 200: listOf(Hit) },
      },
    },
    async (request) => {
      const { search } = await import("./search.ts");
      const { q, limit, language } = request.query;
      return { items: await search(core, whoOf(request), q, limit, languageOfRequest(request, language)), next: null };
    },
  );

  api.post(
    "/api/v1/sound-tests",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Put on record whether somebody heard a sound of their screen",
        body: z.strictObject({
          sound: z.enum([...PRIORITIES, "late", "lost"]),
          heard: z.boolean(),
          volume: z.number().min(0).max(1).describe("1: as loud as the page can"),
        }),
      },
    },
    async (request, reply) => {
      const who = operatorOf(whoOf(request));
      const { sound, heard, volume } = request.body;
      const workstation = sessionOf(core, request).workstation;
      const name = workstation === null ? null : (core.site.get("workstation", workstation)?.body.name ?? workstation);
      const where = name === null ? "a screen" : `the workstation ${name}`;
      const others = { lost: "a lost connection", late: "a step that takes too long" };
      const what = sound === "lost" || sound === "late" ? others[sound] : `${sound} alarms`;
      await core.journal.submit("operator", (batch) =>
        batch.audit({
          actor: actorIn(request),
          action: heard ? "sound.heard" : "sound.not-heard",
          object: workstation === null ? `operator:${who.id}` : `workstation:${workstation}`,
          sentence: `${nameInTrail(who)} ${heard ? "heard" : "did not hear"} the sound for ${what} at ${where}, at ${Math.round(volume * 100)} % of its volume.`,
        }),
      );
      return reply.code(204).send();
    },
  );
}
