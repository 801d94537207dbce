import type { HostAndPort } from "#kernel/settings.ts";
import { dial } from "./link.ts";
import { PairStatus } from "./messages.ts";
import type { PairTrust } from "./pair-trust.ts";

/**
 * What the other node says that it is; null: it can't be asked.
 * @param starting this node is not the active one yet, and begins alone if it becomes it
 */
export async function statusOf(peer: HostAndPort, trust: PairTrust, starting = false): Promise<PairStatus | null> {
  try {
    const { wire, answer } = await dial(peer, { trust, hello: { v: 1, want: "status", starting } });
    wire.close();
    return PairStatus.parse(answer);
  } catch {
    return null;
  }
}
