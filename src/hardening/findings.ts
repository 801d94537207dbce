import { isLoopback } from "#site/network.ts";
import type { Flow, Matrix } from "./flow.ts";
import { type Listener, shortest } from "./listeners.ts";

const ANYWHERE = ["0.0.0.0", "::"];

/** What does not agree between the matrix and the machine. */
export interface Finding {
  /**
   * `undeclared`: Tocsin listens and no flow says why; `silent`: a flow says it listens and nothing does; `foreign`: another
   * program of this machine listens for others, and the firewall will close it.
   */
  readonly what: "undeclared" | "silent" | "foreign";
  readonly transport: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  readonly flow: string | null;
  readonly text: string;
}

/** @param own inodes of the sockets of this process */
export function findingsOf(
  { node, flows: all }: Pick<Matrix, "node" | "flows">,
  listeners: readonly Listener[],
  own: ReadonlySet<number>,
): Finding[] {
  const flows = all.filter((flow) => flow.node === node);
  const waiting = flows.filter(({ direction, active, intermittent }) => direction === "in" && active && !intermittent);
  const silent = waiting
    .filter((flow) => !listeners.some((listener) => explains(flow, listener)))
    .map(({ id, transport, listener: { address, port } }): Finding => {
      const where = placeOf(transport, address ?? "any address", port);
      const text = `The flow '${id}' should listen on ${where}, and nothing does. See whether its part runs: tocsin ports, the page "Sources"`;
      return { what: "silent", transport, address: address ?? "", port, flow: id, text };
    });
  const unexplained = listeners.flatMap((listener): Finding[] => {
    if (flows.some((flow) => flow.direction !== "out" && flow.active && explains(flow, listener))) return [];
    const { transport, address, port } = listener;
    const where = placeOf(transport, address, port);
    const base = { transport, address, port, flow: null };
    if (own.has(listener.inode)) {
      const text = `Tocsin listens on ${where} and nothing that is configured asks for it. Report this, and restart Tocsin`;
      return [{ what: "undeclared", ...base, text }];
    }
    if (isLoopback(address)) return [];
    const text = `Another program of this machine listens on ${where}. The firewall will close it unless it is listed in network.hostPorts of the site`;
    return [{ what: "foreign", ...base, text }];
  });
  return [...silent, ...once(unexplained)];
}

function explains({ transport, intermittent, listener: { address, port, lastPort } }: Flow, found: Listener): boolean {
  // 0: any free one, which only the system knows.
  const fits = transport === found.transport && (port === 0 || (found.port >= port && found.port <= lastPort));
  // Which of the machine's addresses it will be shows only when it is opened.
  const isAnyOfOurs = intermittent && address !== null && ANYWHERE.includes(address);
  return fits && (address === null || isAnyOfOurs || sameAddress(address, found.address));
}

/** A name is looked up by whoever listens; a listener on all addresses of both families shows as `::`. */
function sameAddress(said: string, found: string): boolean {
  if (shortest(said) === found) return true;
  if (said === "localhost") return isLoopback(found);
  return ANYWHERE.includes(said) && ANYWHERE.includes(found);
}

function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.text, finding])).values()];
}

function placeOf(transport: string, address: string, port: number): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port} (${transport})`;
}
