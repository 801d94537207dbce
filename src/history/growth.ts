/** One kind of history as it grows. */
export interface Growth {
  readonly bytes: number;
  readonly bytesPerDay: number;
  /** null: nothing of it is ever removed. */
  readonly keepDays: number | null;
}

export interface Outlook {
  readonly bytesPerDay: number;
  /** In how many days the room is used up; null: not within ten years. */
  readonly fullInDays: number | null;
  /** What it will take besides until as much goes as comes; null: it never ends, for something stays for ever. */
  readonly moreBytes: number | null;
}

const HORIZON_DAYS = 3650;
/** From one day's size nobody can tell a year's. */
const LEAST_DAYS = 7;
const DAY_MS = 86_400_000;

/** How much comes in a day, of so many bytes since then. */
export function perDay(bytes: number, sinceMs: number): number {
  return bytes / Math.max(LEAST_DAYS, sinceMs / DAY_MS);
}

/** Whether the room lasts until the retention removes as much as comes, if everything goes on as now. */
export function outlook(kinds: readonly Growth[], freeBytes: number): Outlook {
  const limit = ({ bytes, bytesPerDay, keepDays }: Growth) =>
    keepDays === null ? Number.POSITIVE_INFINITY : Math.max(0, bytesPerDay * keepDays - bytes);
  const takenBy = (day: number) =>
    kinds.reduce((sum, kind) => sum + (kind.bytesPerDay === 0 ? 0 : Math.min(kind.bytesPerDay * day, limit(kind))), 0);
  const growing = kinds.filter(({ bytesPerDay }) => bytesPerDay > 0);
  const more = growing.reduce((sum, kind) => sum + limit(kind), 0);
  let fullInDays: number | null = null;
  for (let day = 1; day <= HORIZON_DAYS && fullInDays === null; day++) if (takenBy(day) > freeBytes) fullInDays = day;
  return {
    bytesPerDay: kinds.reduce((sum, { bytesPerDay }) => sum + bytesPerDay, 0),
    fullInDays,
    moreBytes: Number.isFinite(more) ? more : null,
  };
}
