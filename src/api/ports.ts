import { z } from "zod";
import { FILE_NAMES, FORMATS } from "#hardening/firewall/formats.ts";
import type { Core } from "./core.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Finding = z.object({
  what: z.enum(["undeclared", "silent", "foreign"]),
  transport: z.enum(["tcp", "udp"]),
  address: z.string(),
  port: z.int(),
  flow: z.string().nullable(),
  text: z.string(),
});

/** Who connects to whom on this installation, and the firewall rules that follow from it. */
export function ports(api: Api, core: Core): void {
  api.get(
    "/api/v1/ports",
    {
      config: { needs: "metrics:read", everywhere: true },
      schema: {
        summary: "The port matrix of the running configuration, compared with what this machine listens on",
        response: {
          200: z.object({
            matrix: Thing,
            findings: z.array(Finding).nullable().describe("null: nobody compared"),
            unit: z.string().nullable().describe("The systemd unit in which the server runs; null: in none"),
          }),
        },
      },
    },
    () => {
      const { matrix, findings, unit } = core.ports.look();
      return { matrix: { ...matrix }, findings: findings && [...findings], unit };
    },
  );

  api.get(
    "/api/v1/ports/firewall",
    {
      config: { needs: "metrics:read", everywhere: true },
      schema: {
        summary: "Firewall rules made from the port matrix, as text",
        querystring: z.strictObject({ format: z.enum(FORMATS).default("nftables") }),
        produces: ["text/plain"],
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const [{ firewallText }, { FEATURES }, { addressesOf }, { namesIn }] = await Promise.all([
        import("#hardening/firewall/text.ts"),
        import("#hardening/firewall/nftables.ts"),
        import("#hardening/firewall/names.ts"),
        import("#hardening/firewall/rules.ts"),
      ]);
      const { matrix } = core.ports.look();
      const text = firewallText(format, matrix, await addressesOf(namesIn(matrix)), new Set(FEATURES));
      return reply
        .type("text/plain; charset=utf-8")
        .header("content-disposition", `attachment; filename="${FILE_NAMES[format]}"`)
        .serializer(String)
        .send(text);
    },
  );
}
