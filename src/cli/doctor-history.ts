import { statfsSync } from "node:fs";
import { outlook } from "#history/growth.ts";
import type { KeptHistory } from "#history/kept.ts";
import type { Settings } from "#kernel/settings.ts";
import { control } from "./control.ts";
import type { Finding } from "./doctor.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
/** Fuller than this within two years is worth a word; within a month it is urgent. */
const SOON_DAYS = 730;
const URGENT_DAYS = 30;

/** Whether the disk lasts until the retention removes as much as comes. Nothing, when no server runs. */
export async function checkHistory({ dataFolder, database }: Settings): Promise<Finding[]> {
  const answer = await control(dataFolder)
    .request("GET", "/api/v1/history/retention")
    .catch(() => null);
  if (answer?.status !== 200) return [];
  return [judgeGrowth(answer.body as KeptHistory, database ? null : freeBytes(dataFolder))];
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** @param free null: the database is elsewhere, and so is its disk */
export function judgeGrowth(
  { kinds, auditTrail }: Pick<KeptHistory, "kinds" | "auditTrail">,
  free: number | null,
): Finding {
  const check = "growth of the database";
  const { bytesPerDay, fullInDays, moreBytes } = outlook([...kinds, auditTrail], free ?? Number.POSITIVE_INFINITY);
  const grows = `History and audit trail grow by ${(bytesPerDay / MIB).toFixed(1)} MiB a day`;
  const end =
    moreBytes === null
      ? "without end, for some of it is kept for ever"
      : `and take ${(moreBytes / GIB).toFixed(1)} GiB more until as much is removed as comes`;
  if (free === null)
    return { check, state: "good", found: `${grows}, ${end}; look at the disk of the database's machine.` };
  const found = `${grows}, ${end}; ${(free / GIB).toFixed(1)} GiB are free.`;
  if (fullInDays === null || fullInDays > SOON_DAYS) return { check, state: "good", found };
  return {
    check,
    state: fullInDays <= URGENT_DAYS ? "wrong" : "advice",
    found: `${found} The disk is full in about ${fullInDays} days, before the retention helps.`,
    mend: 'Give the data folder a larger disk, keep less (history in the site\'s settings), or name audit.archiveFolder; "tocsin history status" says what is large.',
  };
}
