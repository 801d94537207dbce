import type { Port } from "#kernel/port.ts";
import type { Zone } from "#site/network.ts";
import type { Flow } from "./flow.ts";

/** A flow before it is known what was waived. */
export type Row = Omit<Flow, "waiver">;

/** @param node whose port it is, or who dials */
export function rowOf(
  node: string,
  far: { readonly kind: string; readonly instance: string; readonly zone: Zone },
  {
    direction,
    transport,
    host,
    port,
    lastPort = port,
    intermittent,
    app,
    encrypted,
    proof,
    setting,
    peers,
    purpose,
  }: Port,
  id: string,
  sort: string,
): Row {
  const here = { kind: "tocsin", instance: node };
  const listens = direction === "in";
  return {
    id,
    sort,
    node,
    initiator: listens ? { kind: far.kind, instance: far.instance, address: null } : { ...here, address: null },
    listener: listens
      ? { ...here, address: host, port, lastPort }
      : { kind: far.kind, instance: far.instance, address: host, port, lastPort },
    transport,
    app,
    encrypted,
    proof,
    setting,
    zone: listens ? { from: far.zone, to: "server" } : { from: "server", to: far.zone },
    direction,
    peers: peers ?? null,
    ...(intermittent ? { intermittent } : {}),
    active: true,
    purpose,
  };
}
