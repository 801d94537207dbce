// Compiles the server once, under the flags of bin/tocsin.mjs (a cache made under others is not used), so that the first start
// of an installation is as quick, and as small, as every other one.
import { globSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major] = process.versions.node.split(".").map(Number);
// An older Node, in an installation without the packages' own: its cache would be of no use.
if (major >= 24) {
  module.enableCompileCache(join(root, "node_modules", ".cache", "tocsin"));
  // What only some sites use is loaded when it is used; it is compiled here all the same.
  const seldom = "{channels/*/line,drivers/*/session,mesh/{mesh,driver-host,notifier-host}}.ts";
  const files = [
    "cli/tocsin.ts",
    "cli/run.ts",
    "server.ts",
    "core/core.ts",
    "../web/src/texts/german/server/index.ts",
    ...globSync(seldom, { cwd: join(root, "src") }),
  ];
  await Promise.all(files.map((file) => import(join(root, "src", file))));
  module.flushCompileCache();
}
