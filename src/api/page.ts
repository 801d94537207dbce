import { type Dirent, existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
};

/** The operators' page: the built files of `web/`, and `index.html` for every address that the page itself routes. */
export function page(api: Api, core: Core): void {
  const files = filesIn(core.pageFolder);
  for (const path of files.keys()) {
    if (path === "/index.html") continue;
    api.get(path, { config: { needs: "open", always: true }, schema: { hide: true } }, (_request, reply) =>
      sendFile(path, reply),
    );
  }
  api.get("/", { config: { needs: "open", always: true }, schema: { hide: true } }, (_request, reply) =>
    sendIndex(reply),
  );
  api.setNotFoundHandler((request, reply) => {
    if (isNavigation(request)) return sendIndex(reply);
    throw new Refusal(404, "Not found", `There is nothing at ${request.method} ${request.url.split("?")[0] ?? ""}.`);
  });

  async function sendFile(path: string, reply: FastifyReply): Promise<Buffer> {
    const file = files.get(path) ?? "";
    // Vite names files under /assets/ by their content, so that they never change.
    reply.headers({
      ...SECURITY,
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    });
    reply.type(TYPES[extname(file)] ?? "application/octet-stream");
    return readFile(file);
  }

  async function sendIndex(reply: FastifyReply): Promise<Buffer> {
    const file = files.get("/index.html");
    if (!file) {
      throw new Refusal(
        404,
        "Not found",
        "The operators' page was not built; run `npm run prepare` in Tocsin's folder.",
      );
    }
    reply.headers({ ...SECURITY, "cache-control": "no-cache" });
    reply.type("text/html; charset=utf-8");
    return readFile(file);
  }
}

/** What a browser may do with our pages: nothing that doesn't come from this very server. */
const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * A person who opens an address of the page, rather than a program that asks for something that isn't there. The name of a point
 * may look like that of a file.
 */
function isNavigation(request: FastifyRequest): boolean {
  const path = request.url.split("?")[0] ?? "";
  return (
    request.method === "GET" &&
    !/^\/(api|health|metrics|r)(\/|$)/.test(path) &&
    (extname(path) === "" || path.startsWith("/points/")) &&
    (request.headers.accept ?? "").includes("text/html")
  );
}

/** The files that there are, by address: nothing else can be asked for. */
function filesIn(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  const entries: Dirent[] = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith(".map")) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, file).replaceAll("\\", "/")}`, file);
  }
  return files;
}
