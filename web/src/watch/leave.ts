import type { QueryClient } from "@tanstack/react-query";
import { call, Problem } from "../api/client.ts";
import type { UnmannedPlace } from "../api/contract.ts";
import { changeSession } from "../api/queries.ts";
import { live } from "../link/live.ts";
import { lockDesk } from "../lock/lock-desk.ts";
import { unsent } from "../unsent.ts";

/**
 * Signs out. False: the server refuses, for nobody else watches what must be manned.
 *
 * @param anyway leaves it alone
 */
export async function leave(queries: QueryClient, anyway = false): Promise<boolean> {
  let unmanned: readonly UnmannedPlace[] = [];
  try {
    const path = `/api/v1/session${anyway ? "?anyway=true" : ""}`;
    unmanned = (await call<{ unmanned: UnmannedPlace[] } | null>("DELETE", path))?.unmanned ?? [];
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 409) return false;
  }
  // Who comes back finds what they had not sent.
  unsent.interrupted();
  lockDesk.left(unmanned);
  live.stop();
  changeSession(queries, null);
  return true;
}
