import { sendSiteFile } from "./site-file.ts";

/** Changes the site as a file says, all or nothing. */
export function run(args: readonly string[]): Promise<number> {
  return sendSiteFile(args, "apply");
}
