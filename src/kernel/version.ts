import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the package: where `package.json`, `web/dist` and `scripts/` are. */
export const packageFolder = join(import.meta.dirname, "..", "..");

/** Of this Tocsin, from its package.json. */
export const version: string = (
  JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string }
).version;
