// Compiles the server once, under the flags of bin/tocsin.mjs (a cache made under others is not used), so that the first start
// of an installation is as quick, and as small, as every other one.
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major] = process.versions.node.split(".").map(Number);
// An older Node, in an installation without the packages' own: its cache would be of no use.
if (major >= 24) {
  module.enableCompileCache(join(root, "node_modules", ".cache", "tocsin"));
  const files = ["cli/tocsin.ts", "cli/run.ts", "server.ts", "channels/smtp/index.ts"];
  await Promise.all(files.map((file) => import(join(root, "src", file))));
  module.flushCompileCache();
}
