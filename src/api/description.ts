import type { Core } from "./core.ts";
import type { Api } from "./server.ts";

/** Makes all routes anew, with something put in front of them. */
type Make = (core: Core, before: (bare: Api) => void) => Promise<Api>;

/** The OpenAPI 3.1 document, made from the schemas that validate when somebody asks for it the first time. */
export function description(api: Api, core: Core, make: Make): void {
  let text: Promise<string> | null = null;
  api.get(
    "/api/v1/openapi.json",
    { config: { needs: "open" }, schema: { summary: "This description", produces: ["application/json"] } },
    async (_request, reply) => {
      text ??= describe(core, make);
      return reply
        .type("application/json")
        .serializer(String)
        .send(await text);
    },
  );
}

async function describe(core: Core, make: Make): Promise<string> {
  const [{ default: swagger }, { createJsonSchemaTransform }] = await Promise.all([
    import("@fastify/swagger"),
    import("fastify-type-provider-zod"),
  ]);
  const app = await make(core, (bare) => {
    bare.register(swagger, {
      openapi: {
        openapi: "3.1.0",
        info: {
          title: "Tocsin",
          version: core.version,
          description:
            "Alarms, the people who answer them, and the site. Instants are milliseconds since 1970. Errors are RFC 9457 problem documents.",
          license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        },
        components: {
          securitySchemes: {
            session: { type: "apiKey", in: "cookie", name: "__Host-tocsin" },
            token: { type: "http", scheme: "bearer" },
          },
        },
        security: [{ session: [] }, { token: [] }],
      },
      transform: createJsonSchemaTransform({}),
    });
  });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return JSON.stringify(document);
}
