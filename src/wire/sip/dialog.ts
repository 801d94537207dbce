import { readCseq, readNameAddress, readUri } from "./address.ts";
import { field, listed, type SipRequest, type SipResponse } from "./message.ts";

/** What two user agents share during a call (RFC 3261 §12). */
export interface Dialog {
  readonly callId: string;
  /** From field of our requests, with our tag. */
  readonly local: string;
  readonly localTag: string;
  /** To field of our requests, with their tag. */
  readonly remote: string;
  readonly remoteTag: string;
  readonly localNumber: number;
  /** The highest CSeq of theirs; null: none came. */
  readonly remoteNumber: number | null;
  readonly remoteTarget: string;
  /** In the order in which our requests carry them. */
  readonly routes: readonly string[];
}

/** From the 2xx to our INVITE (§12.1.2); null when it names no contact or no tag. */
export function dialogOf(invite: SipRequest, response: SipResponse): Dialog | null {
  const local = field(invite, "from") ?? "";
  const remote = field(response, "to") ?? "";
  const remoteTag = readNameAddress(remote)?.parameters.get("tag");
  const remoteTarget = readNameAddress(listed(response, "contact")[0] ?? "")?.uri;
  if (remoteTag === undefined || remoteTarget === undefined) return null;
  return {
    callId: field(invite, "call-id") ?? "",
    local,
    localTag: readNameAddress(local)?.parameters.get("tag") ?? "",
    remote,
    remoteTag,
    localNumber: readCseq(field(invite, "cseq") ?? "")?.number ?? 1,
    remoteNumber: null,
    remoteTarget,
    routes: listed(response, "record-route").reverse(),
  };
}

/** From an INVITE of theirs that we answer with `tag` (§12.1.1); null when it names no contact or no tag. */
export function dialogOfServer(invite: SipRequest, tag: string): Dialog | null {
  const remote = field(invite, "from") ?? "";
  const remoteTag = readNameAddress(remote)?.parameters.get("tag");
  const remoteTarget = readNameAddress(listed(invite, "contact")[0] ?? "")?.uri;
  if (remoteTag === undefined || remoteTarget === undefined) return null;
  return {
    callId: field(invite, "call-id") ?? "",
    local: `${field(invite, "to") ?? ""};tag=${tag}`,
    localTag: tag,
    remote,
    remoteTag,
    localNumber: 0,
    remoteNumber: readCseq(field(invite, "cseq") ?? "")?.number ?? null,
    remoteTarget,
    routes: listed(invite, "record-route"),
  };
}

/** Where a request within the dialog goes (§12.2.1.1): a first route without `lr` takes the place of the target. */
export function requestTarget({ remoteTarget, routes }: Dialog): {
  readonly uri: string;
  readonly routes: readonly string[];
  /** Whom to send it to. */
  readonly next: string;
} {
  const [first, ...others] = routes;
  const route = first === undefined ? undefined : readNameAddress(first)?.uri;
  if (route === undefined) return { uri: remoteTarget, routes: [], next: remoteTarget };
  if (readUri(route)?.parameters.has("lr")) return { uri: remoteTarget, routes, next: route };
  return { uri: route, routes: [...others, `<${remoteTarget}>`], next: route };
}

/** Whether a request belongs to the dialog: its From is their tag, its To is ours. */
export function belongs({ callId, localTag, remoteTag }: Dialog, request: SipRequest): boolean {
  const tag = (name: string) => readNameAddress(field(request, name) ?? "")?.parameters.get("tag");
  return field(request, "call-id") === callId && tag("to") === localTag && tag("from") === remoteTag;
}

/** The dialog after a request of theirs (§12.2.2); null when the request is older than one that came before. */
export function afterRequest(dialog: Dialog, request: SipRequest): Dialog | null {
  const number = readCseq(field(request, "cseq") ?? "")?.number ?? 0;
  if (dialog.remoteNumber !== null && number < dialog.remoteNumber) return null;
  const refreshes = request.method === "INVITE" || request.method === "UPDATE";
  const contact = refreshes ? readNameAddress(listed(request, "contact")[0] ?? "")?.uri : undefined;
  return { ...dialog, remoteNumber: number, remoteTarget: contact ?? dialog.remoteTarget };
}
