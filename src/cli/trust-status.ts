import { parseArgs } from "node:util";
import type { PeerStatus, TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const HOW = { pair: "codes compared by", token: "with a token of" } as const;

/** Prints who vouches for machines, which are known, and who is refused. Exit code 1 when a renewal is late. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: ASKING });
  const status = (await ask(values, "GET", "/api/v1/trust")) as unknown as TrustStatus;
  if (values.json) printJson(status);
  else print(status);
  const states = [status.web?.state, ...status.peers.filter(({ denied }) => !denied).map(({ state }) => state)];
  return states.some((state) => state === "late" || state === "critical" || state === "expired") ? 1 : 0;
}

function print({ site, root, issuing, web, node, peers, denyList, graceHours, changeOver }: TrustStatus): void {
  console.log(`Site       ${site}`);
  console.log(`Root       ${root.subject}, until ${day(root.notAfter)}`);
  console.log(`           SHA-256 ${root.thumbprint}`);
  console.log(`Issuing    ${issuing.subject}, until ${day(issuing.notAfter)}`);
  console.log(`           SHA-256 ${issuing.thumbprint}`);
  if (changeOver) {
    console.log(`Next root  SHA-256 ${changeOver.next}, ${changeOver.stage}: ${changeOver.because}`);
    for (const { uri, because } of changeOver.lacking) console.log(`           ${uri}: ${because}`);
  }
  if (web) {
    const renewal = web.renewAt === null ? "not renewed by Tocsin" : `renewed on ${day(web.renewAt)}`;
    console.log(`Page       made by ${web.madeBy}, ${web.state}, until ${day(web.notAfter)}, ${renewal}`);
    console.log(`           SHA-256 ${web.thumbprint}`);
  }
  if (web?.failed) console.log(`           renewal failed: ${web.failed}`);
  if (node?.failed) console.log(`Renewal    failed: ${node.failed}`);
  console.log(`Deny list  version ${denyList.version}, ${denyList.denied.length} named`);
  for (const { at, because } of denyList.authorities)
    console.log(`           what a former issuing authority signs, since ${day(at)}: ${because}`);
  for (const { verb, uri, because } of denyList.denied) console.log(`           ${verb} ${uri}: ${because}`);
  console.log(`Grace      ${graceHours} h for life-safety messages of who has expired`);
  console.log("");
  for (const peer of peers) console.log(lineOf(peer));
}

function lineOf(peer: PeerStatus): string {
  const { role, node, instance, state, because, thumbprint, own, joined, formerlyIssued } = peer;
  const how = joined && `\n    joined ${day(joined.at)} from ${joined.from}, ${HOW[joined.how]} ${joined.by}`;
  const former = formerlyIssued ? "\n    of the former issuing authority; asked for a new one" : "";
  return `${own ? "*" : " "} ${role} ${node}/${instance}  ${state}  ${because}\n    SHA-256 ${thumbprint}${how ?? ""}${former}`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
