// Builds web/dist with Vite when the sources of the page changed since the last time. Runs under any Node from 18 on.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const web = join(root, "web");
const server = join(root, "src");
const stamp = join(web, "dist", ".built-from");

/** Answers with what was done, in one sentence; throws when a build was needed and failed. */
export function buildWeb({ force = false } = {}) {
  const sources = fingerprint();
  if (!force && existsSync(join(web, "dist", "index.html")) && read(stamp) === sources)
    return "The page is up to date.";
  const vite = find("vite/package.json", join(web, "package.json"));
  if (!vite) {
    if (existsSync(join(web, "dist", "index.html")))
      return "The page is older than its sources, and Vite, which builds it, is not installed.";
    return 'The page is not built: Vite is not installed (npm ci --omit=dev leaves it out). Run "npm ci" once, or bring web/dist from another machine; everything but the page works without.';
  }
  const run = spawnSync(newNode(), [join(vite, "bin", "vite.js"), "build", "--logLevel", "warn"], {
    cwd: web,
    encoding: "utf8",
  });
  if (run.status !== 0)
    throw new Error(`The page could not be built:\n${run.stdout ?? ""}${run.stderr ?? run.error?.message ?? ""}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  return `The page was built into ${join(web, "dist")}.`;
}

/** SHA-256 over the names and contents of everything that the page is made of. */
function fingerprint() {
  const hash = createHash("sha256");
  const added = new Set();
  const add = (path) => {
    if (added.has(path)) return;
    added.add(path);
    const text = readFileSync(path);
    hash
      .update(`${relative(web, path)}\0`)
      .update(text)
      .update("\0");
    if (/\.tsx?$/.test(path)) for (const used of ofServer(path, text.toString())) add(used);
  };
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.name === "node_modules" || entry.name === "dist" || entry.name.includes(".test.")) continue;
      if (entry.isDirectory()) visit(path);
      else add(path);
    }
  };
  visit(web);
  return hash.update(read(join(root, "package-lock.json")) ?? "").digest("hex");
}

/** Of the server's sources, what a file uses besides their types. */
function ofServer(path, text) {
  return Array.from(text.matchAll(/^import (?!type\b)[^;]*?from "([^"]+)"/gmu), ([, from]) =>
    from.startsWith("#") ? join(server, from.slice(1)) : join(dirname(path), from),
  ).filter((used) => used.startsWith(server + sep) && existsSync(used));
}

function find(file, from) {
  try {
    return dirname(createRequire(pathToFileURL(from)).resolve(file));
  } catch {
    return null;
  }
}

function newNode() {
  const own = find(`node-linux-${process.arch}/package.json`, join(root, "package.json"));
  return own ? join(own, "bin", "node") : process.execPath;
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(buildWeb({ force: process.argv.includes("--force") }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
