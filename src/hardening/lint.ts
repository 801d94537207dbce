import type { Flow, Matrix } from "./flow.ts";

/** What is wrong with rows of the matrix themselves, whatever the machine does. */
export interface LintFinding {
  readonly rule: "flag-contradiction" | "encryption-ambiguous" | "range-wide" | "duplicate" | "clear-text" | "any-peer";
  /** An `error` must be mended or have a waiver. */
  readonly level: "error" | "note";
  readonly flows: readonly string[];
  readonly text: string;
}

const WIDEST_RANGE = 200;
const TLS_APPS = new Set(["https", "smtps", "imaps", "pop3s", "ldaps", "syslog-tls"]);
const CLEAR_APPS = new Set(["http"]);

export function lint({ flows }: Pick<Matrix, "flows">): LintFinding[] {
  return [...flows.flatMap(ofOne), ...ofPairs(flows)];
}

function ofOne(flow: Flow): LintFinding[] {
  const { id, app, encrypted, listener, waiver, direction, peers, zone } = flow;
  const found: LintFinding[] = [];
  const says = (rule: LintFinding["rule"], level: LintFinding["level"], text: string) =>
    found.push({ rule, level, flows: [id], text: `${id} ${text}` });
  if ((TLS_APPS.has(app) && encrypted === "no") || (CLEAR_APPS.has(app) && encrypted === "yes")) {
    says(
      "flag-contradiction",
      "error",
      `speaks ${app} and is said to be ${encrypted === "no" ? "not " : ""}encrypted.`,
    );
  }
  const width = listener.lastPort - listener.port + 1;
  if (width > WIDEST_RANGE && !waiver) {
    says(
      "range-wide",
      "error",
      `takes ${width} ports: narrow the range to ${WIDEST_RANGE}, or list a waiver under network.waivers.`,
    );
  }
  if (encrypted === "no" && direction !== "host" && zone.to !== "services" && !waiver) {
    says("clear-text", "note", "is not encrypted: keep it in a segment of its own, and list a waiver with its reason.");
  }
  if (direction === "in" && zone.from === "devices" && peers === null) {
    says("any-peer", "note", "answers every address of the devices' zone: name the addresses of its panels.");
  }
  return found;
}

function ofPairs(flows: readonly Flow[]): LintFinding[] {
  const found: LintFinding[] = [];
  const key = ({ initiator, listener, transport }: Flow) =>
    [
      initiator.kind,
      initiator.instance,
      listener.kind,
      listener.instance,
      listener.address,
      listener.port,
      transport,
    ].join("|");
  for (const [at, one] of flows.entries()) {
    for (const other of flows.slice(at + 1)) {
      if (key(one) !== key(other)) continue;
      const ids = [one.id, other.id];
      const rule = one.encrypted === other.encrypted ? "duplicate" : "encryption-ambiguous";
      const text =
        rule === "duplicate"
          ? `${ids.join(" and ")} are the same connection twice.`
          : `${ids.join(" and ")} are one connection, once encrypted and once not.`;
      found.push({ rule, level: "error", flows: ids, text });
    }
  }
  return found;
}
