import { sendSiteFile } from "./site-file.ts";

/** Shows what applying a site file would change. */
export function run(args: readonly string[]): Promise<number> {
  return sendSiteFile(args, "plan");
}
