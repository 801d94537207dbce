import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { parse } from "yaml";
import { control, controlSocket } from "#cli/control.ts";
import { Fault } from "#kernel/fault.ts";
import { packageFolder } from "#kernel/version.ts";

const SITE = join(packageFolder, "examples", "demo-site.yaml");
const PICTURE = join(packageFolder, "demo", "floor-plan.svg");

/** What stands where on `floor-plan.svg`, as shares of its width and height. */
const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  "panels/1234/1/003": [0.279, 0.7],
  "panels/1234/1/007": [0.6, 0.5],
  "panels/1234/1/system": [0.29, 0.41],
  "panels/F10E/1/001": [0.505, 0.345],
  "boilers/unit-1/boiler.temperature": [0.777, 0.403],
  "boilers/unit-1/boiler.pressure": [0.777, 0.525],
  "boilers/unit-1/tank.level": [0.887, 0.464],
  "boilers/unit-1/pump.trip": [0.887, 0.36],
  "boilers/unit-1/gas.detector": [0.735, 0.3],
};

/**
 * At the first start: the site as its file says, with its floor plan, and every contact method vouched for. Whom policies name
 * comes last, so that nobody is missed in between. What was changed since stays.
 */
export async function prepareSite(dataFolder: string, say: (line: string) => void): Promise<void> {
  const server = control(dataFolder);
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await server.request(method, path, body);
    if (answer.status < 300) return answer.body;
    throw refused(method, path, answer);
  };
  const before = (await ask("GET", "/api/v1/site/source")) as { items: unknown[] };
  if (before.items.length > 0) return;
  const yaml = readFileSync(SITE, "utf8");
  const { channels, persons: people } = parse(yaml) as { channels: unknown[]; persons: unknown[] };
  await ask("POST", "/api/v1/site/apply", { items: { channel: channels, person: people } });
  const persons = (await ask("GET", "/api/v1/site/person")) as { items: { id: string; methods: { id: string }[] }[] };
  for (const { id, methods } of persons.items) {
    for (const method of methods) {
      const path = `/api/v1/persons/${id}/methods/${method.id}/verification`;
      await ask("PUT", path, { vouch: true, reason: "The demo's mailboxes are its own." });
    }
  }
  await ask("POST", "/api/v1/site/apply", { yaml });
  await ask("POST", "/api/v1/site/apply", { items: { plan: [floorPlan(await uploadPicture(dataFolder))] } });
  say("The site of examples/demo-site.yaml was applied.");
}

function floorPlan(file: string): object {
  return {
    id: "riverside",
    name: "Riverside Works",
    kind: "floor",
    area: "works",
    levels: [{ id: "ground", name: "Ground floor", file, metresAcross: 110 }],
    symbols: Object.entries(PLACES).map(([point, [x, y]], index) => ({
      id: String(index + 1),
      level: "ground",
      shows: { point },
      at: { x, y },
    })),
  };
}

/** Resolves with the picture's id. */
async function uploadPicture(dataFolder: string): Promise<string> {
  const method = "POST";
  const path = "/api/v1/files?name=floor-plan.svg";
  const content = readFileSync(PICTURE);
  const headers = { "content-type": "image/svg+xml", "content-length": content.length };
  const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = httpRequest(
      { socketPath: controlSocket(dataFolder), method, path, headers, agent: false },
      (response) => {
        buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, body: body.toString() }), reject);
      },
    );
    asked.on("error", reject);
    asked.end(content);
  });
  if (answer.status >= 300) throw refused(method, path, answer);
  return (JSON.parse(answer.body) as { id: string }).id;
}

function refused(method: string, path: string, { status, body }: { status: number; body: unknown }): Fault {
  return new Fault("internal", `${method} ${path} was answered with ${status}: ${JSON.stringify(body)}`);
}
