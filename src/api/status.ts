import { z } from "zod";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

/** What anybody may know: whether this core lives, in which mode, and whether somebody was enrolled. */
export function status(api: Api, core: Core): void {
  api.get(
    "/api/v1/status",
    {
      config: { needs: "open", always: true },
      schema: {
        summary: "Whether this core is the active one, and whether it has an administrator",
        response: {
          200: z.object({
            mode: z.enum(["active", "standby", "starting"]),
            enrolled: z.boolean(),
            version: z.string(),
            siteName: z.string(),
            now: z.int(),
            timeZone: z.string().describe("The site's, as IANA names it"),
            seal: z
              .enum(["open", "closed"])
              .describe("closed: secrets can't be opened, and what needs one doesn't work; see `tocsin seal status`"),
            providers: z
              .array(z.object({ id: z.string(), name: z.string() }))
              .describe("OpenID providers with whom people can sign in: /api/v1/session/oidc/:id"),
            demo: z.boolean().describe("This is an example site: the page offers to show people around"),
            otherCore: z.string().nullable().describe("Where people reach the other core of a pair; null: not known"),
          }),
        },
      },
    },
    () => {
      const active = core.mode() === "active";
      return {
        mode: core.mode(),
        enrolled: active && !core.access.operators.none,
        version: core.version,
        siteName: active ? settingsOf(core.site).name : "",
        now: core.clock.now(),
        timeZone: active ? settingsOf(core.site).timeZone : "UTC",
        seal: core.seal.closed() === null ? ("open" as const) : ("closed" as const),
        providers: active ? core.directories.providers().map((one) => ({ ...one })) : [],
        demo: core.demo,
        otherCore: core.failover?.status().otherCore ?? null,
      };
    },
  );

  api.get(
    "/health/live",
    { config: { needs: "open", always: true }, schema: { summary: "Answers while the process lives" } },
    () => ({ mode: core.mode() }),
  );

  api.get(
    "/health/ready",
    {
      config: { needs: "open", always: true },
      schema: { summary: "200 when active or standing by, 503 while starting" },
    },
    () => {
      const mode = core.mode();
      if (mode === "starting") {
        throw new Refusal(503, "Starting", "This core is still loading its state.", {}, { "retry-after": "1" });
      }
      return { mode };
    },
  );
}
