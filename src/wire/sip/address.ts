import { isIPv6 } from "node:net";

/** What stands in Via (RFC 3261 §20.42). */
export interface Via {
  readonly transport: string;
  /** IPv6 addresses come without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What stands in From, To, Contact, Route (RFC 3261 §20.10). */
export interface NameAddress {
  readonly display: string;
  readonly uri: string;
  /** Of the field, not of the URI. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `sip:` and `sips:` (RFC 3261 §19.1). */
export interface SipUri {
  readonly scheme: "sip" | "sips";
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /^\s*([A-Za-z0-9.!%*_+`'~-]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*)?$/u;
const HOST = String.raw`(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)`;
const VIA = new RegExp(
  `^SIP\\s*/\\s*2\\.0\\s*/\\s*([A-Za-z0-9.!%*_+-]+)\\s+${HOST}\\s*(?::\\s*(\\d{1,5}))?\\s*(;.*)?$`,
  "iu",
);
const URI = new RegExp(`^(sips?):(?:([^@\\s<>"]*)@)?${HOST}(?::(\\d{1,5}))?((?:;[^?\\s<>]*)?)(\\?\\S*)?$`, "iu");

/** Null when it isn't one. */
export function readVia(value: string): Via | null {
  const [, transport = "", host = "", port, behind = ""] = VIA.exec(value) ?? [];
  const parameters = readParameters(behind);
  return transport === "" || !isHost(host) || !parameters
    ? null
    : { transport: transport.toUpperCase(), host: plain(host), port: portOf(port), parameters };
}

/** Null when it isn't one: quotes without an end, brackets without a partner, blanks in a bare address. */
export function readNameAddress(value: string): NameAddress | null {
  const [, quoted, bare = "", uri, behind = ""] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>,;:=]*?))\s*<([^<>]*)>\s*(;.*)?$/su.exec(value) ?? [];
  if (uri !== undefined) {
    const parameters = readParameters(behind);
    if (!parameters || /^\s|\s$/u.test(uri) || uri === "") return null;
    return { display: quoted?.replace(/\\(.)/gsu, "$1") ?? bare, uri, parameters };
  }
  // RFC 3261 §20.10: without brackets nothing of the URI may hold a comma, a semicolon or a question mark.
  const [, address = "", parametersBehind = ""] = /^\s*([^\s"<>,;?]+)\s*(;.*)?$/su.exec(value) ?? [];
  const parameters = readParameters(parametersBehind);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:./u.test(address) || !parameters) return null;
  return { display: "", uri: address, parameters };
}

/** Null when it is of another scheme or broken; `schemeOf` tells which. */
export function readUri(uri: string): SipUri | null {
  const [, scheme = "", user, host = "", port, behind = ""] = URI.exec(uri) ?? [];
  const parameters = readParameters(behind);
  if (!isHost(host) || !parameters) return null;
  return {
    scheme: scheme.toLowerCase() === "sips" ? "sips" : "sip",
    user,
    host: plain(host),
    port: portOf(port),
    parameters,
  };
}

export function schemeOf(uri: string): string {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/u.exec(uri)?.[1]?.toLowerCase() ?? "";
}

/** Null when it isn't one. */
export function readCseq(value: string): { readonly number: number; readonly method: string } | null {
  const [, digits = "", method = ""] = /^(\d{1,10})\s+([A-Za-z0-9.!%*_+`'~-]+)$/u.exec(value) ?? [];
  const number = Number(digits);
  // RFC 3261 §8.1.1.5: below 2^31.
  return method !== "" && number < 2 ** 31 ? { number, method } : null;
}

/** An IPv6 address in brackets, as URIs and Via want it. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function readParameters(text: string): Map<string, string> | null {
  const parameters = new Map<string, string>();
  if (text.trim() === "") return parameters;
  for (const one of splitAtSemicolons(text).slice(1)) {
    const [, name, value = ""] = PARAMETER.exec(one) ?? [];
    if (name === undefined) {
      if (one.trim() === "") continue;
      return null;
    }
    parameters.set(name.toLowerCase(), value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gsu, "$1") : value);
  }
  return parameters;
}

function splitAtSemicolons(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^";]|"(?!.*"))+|(?<=;|^)(?=;|$)/gsu) ?? [];
}

function isHost(host: string): boolean {
  return host !== "" && (!host.startsWith("[") || isIPv6(plain(host)));
}

/** The grammar of RFC 3261 put a third colon before an embedded IPv4 address; it means the same as two (RFC 5118 §4.10). */
function plain(host: string): string {
  return host.replace(/^\[|\]$/gu, "").replace(/:::(?=\d+(?:\.\d+){3}$)/u, "::");
}

function portOf(port: string | undefined): number | undefined {
  return port === undefined ? undefined : Number(port);
}
