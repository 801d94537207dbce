import type { Instant } from "#kernel/clock.ts";
import type { Operator } from "./operators.ts";

const DAY_MS = 86_400_000;

/**
 * Who has not signed in for `days`, counted from the last sign-in or from when they were let in, and why. Of those who
 * administer operators, the one who was here last always stays.
 */
export function unusedOperators(
  operators: readonly Operator[],
  administers: (id: string) => boolean,
  days: number,
  now: Instant,
): { readonly operator: Operator; readonly because: string }[] {
  const enabled = operators.filter(({ disabledAt }) => disabledAt === null);
  const lastUse = ({ signedInAt, createdAt, enabledAt }: Operator) =>
    Math.max(signedInAt ?? createdAt, enabledAt ?? createdAt);
  const stays = enabled
    .filter(({ id }) => administers(id))
    .reduce<Operator | null>((last, one) => (last && lastUse(last) >= lastUse(one) ? last : one), null);
  return enabled
    .filter((operator) => operator.id !== stays?.id && now - lastUse(operator) > days * DAY_MS)
    .map((operator) => ({ operator, because: `nobody signed in as '${operator.id}' for ${days} days` }));
}

/** How long an imported account waits for its owner. */
export const SILENT_DAYS = 90;

/** Whether an imported account has waited too long for its first sign-in. */
export function hasBeenSilent(
  importedAt: Instant | null,
  operator: Pick<Operator, "enabledAt"> | undefined,
  now: Instant,
): boolean {
  return importedAt !== null && now - Math.max(importedAt, operator?.enabledAt ?? 0) > SILENT_DAYS * DAY_MS;
}

/** Accounts of another product into which nobody has signed in since they were imported, and why that ends them. */
export function silentImports(
  operators: readonly Operator[],
  importedAt: (id: string) => Instant | null,
  now: Instant,
): { readonly operator: Operator; readonly because: string }[] {
  return operators
    .filter((operator) => operator.disabledAt === null && hasBeenSilent(importedAt(operator.id), operator, now))
    .map((operator) => ({
      operator,
      because: `it was imported, and nobody signed in with it for ${SILENT_DAYS} days`,
    }));
}
