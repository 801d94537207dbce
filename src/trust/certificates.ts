import "reflect-metadata";
import { randomBytes, type webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { type Instant, systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { AcmeOrder } from "./acme.ts";
import { isAddress, type Made, type Order, type Signer } from "./certificate-orders.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Clocks of a site may be this far apart. */
const BACKDATED_MS = 10 * MINUTE;
const ROOT_DAYS = 3650;
const ISSUING_DAYS = 365;
const WEB_DAYS = 90;
const LEAF_DAYS = 7;
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;

/** Carries out an order. A request that is not to be signed is answered with why; all else that fails is thrown. */
export function make(order: Order): Promise<Made> {
  switch (order.make) {
    case "authority":
      return makeAuthority(order);
    case "issuing":
      return makeIssuing(order.root, order.now).then(asMade);
    case "web":
      return makeWeb(order.by, order.names, order.now);
    case "request":
      return makeRequest(order.uri, order.key);
    case "web-request":
      return webRequest(order.names);
    case "acme":
      return byAcme(order.order);
    case "leaf":
      return signRequest(order.by, order);
  }
}

async function makeAuthority({ site, former, now }: Extract<Order, { make: "authority" }>): Promise<Made> {
  const before = former && new X509Certificate(former.certificate);
  const keys = former ? await pairIn(former.key) : await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: before?.subject ?? `CN=Tocsin site ${site}`,
    // A day, for its clock may have been set since.
    ...lasting(now - DAY, ROOT_DAYS),
    keys,
    signingAlgorithm: SIGNING,
    extensions: authorityExtensions(1, await SubjectKeyIdentifierExtension.create(keys.publicKey)),
  });
  const root = { certificate: pem(certificate), key: await pkcs8(keys.privateKey) };
  return { kind: "authority", root, issuing: await makeIssuing(root, now) };
}

async function makeIssuing(root: Signer, now: Instant): Promise<Signer> {
  const authority = new X509Certificate(root.certificate);
  const keys = await newKeys();
  const site = authority.subject.replace(/^CN=/, "");
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${site} issuing`,
    issuer: authority.subject,
    ...lasting(now - DAY, ISSUING_DAYS, authority),
    publicKey: keys.publicKey,
    signingKey: await keyIn(root.key),
    signingAlgorithm: SIGNING,
    extensions: [
      ...authorityExtensions(0, await SubjectKeyIdentifierExtension.create(keys.publicKey)),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: await pkcs8(keys.privateKey) };
}

/** Of the web page; by itself where no authority can sign. */
async function makeWeb(by: Signer | null, names: readonly string[], now: Instant): Promise<Made> {
  const keys = await newKeys();
  const extensions = [...leafExtensions([ExtendedKeyUsage.serverAuth]), alternativeNames(names)];
  const certificate = await sign(by ?? { certificate: null, key: await pkcs8(keys.privateKey) }, {
    subject: "CN=Tocsin",
    publicKey: keys.publicKey,
    extensions,
    begin: now - DAY,
    days: WEB_DAYS + 1,
  });
  return asMade({ certificate: pem(certificate), key: await pkcs8(keys.privateKey) });
}

async function makeRequest(uri: string, key: string | null): Promise<Made> {
  const keys = key === null ? await newKeys() : await pairIn(key);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: "CN=Tocsin",
    keys,
    signingAlgorithm: SIGNING,
    extensions: [new SubjectAlternativeNameExtension([{ type: "url", value: uri }])],
  });
  return {
    kind: "request",
    request: Buffer.from(request.rawData).toString("base64"),
    key: await pkcs8(keys.privateKey),
  };
}

async function webRequest(names: readonly string[]): Promise<Extract<Made, { kind: "request" }>> {
  const keys = await newKeys();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [names[0] ?? "Tocsin"] }],
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      alternativeNames(names),
    ],
  });
  return {
    kind: "request",
    request: Buffer.from(request.rawData).toString("base64"),
    key: await pkcs8(keys.privateKey),
  };
}

async function byAcme(order: AcmeOrder): Promise<Made> {
  const { request, key } = await webRequest(order.names);
  const { orderByAcme } = await import("./acme.ts");
  try {
    return asMade({ certificate: await orderByAcme(order, Buffer.from(request, "base64"), systemClock), key });
  } catch (thrown) {
    return { kind: "refused", because: saying(thrown) };
  }
}

async function signRequest(
  by: Signer,
  { request: base64, uri, commonName, now }: Extract<Order, { make: "leaf" }>,
): Promise<Made> {
  let request: Pkcs10CertificateRequest;
  try {
    request = new Pkcs10CertificateRequest(Buffer.from(base64, "base64"));
  } catch {
    return { kind: "refused", because: "it is not a certificate request (PKCS #10)" };
  }
  const because = await whyNot(request, uri);
  if (because !== null) return { kind: "refused", because };
  const certificate = await sign(by, {
    subject: [{ CN: [commonName] }],
    publicKey: request.publicKey,
    extensions: [
      ...leafExtensions([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([{ type: "url", value: uri }]),
    ],
    begin: now - BACKDATED_MS,
    days: LEAF_DAYS,
  });
  return { kind: "certificate", certificate: pem(certificate), key: null };
}

/** What speaks against signing a request; null: nothing. */
async function whyNot(request: Pkcs10CertificateRequest, uri: string): Promise<string | null> {
  const { algorithm } = request.publicKey as { algorithm: { name: string; namedCurve?: string } };
  if (algorithm.name !== "ECDSA" || algorithm.namedCurve !== "P-256") return "its key is not one of ECDSA P-256";
  if (!(await request.verify().catch(() => false))) return "its signature is not by its key";
  const [names, ...more] = request.extensions;
  if (!(names instanceof SubjectAlternativeNameExtension) || more.length > 0) return `it must ask for ${uri} alone`;
  const [name, ...others] = names.names.items;
  if (name?.type !== "url" || name.value !== uri || others.length > 0)
    return `it asks for ${names.names.items.map(({ value }) => value).join(", ")}, and not for ${uri} alone`;
  return null;
}

interface Leaf {
  readonly subject: string | { CN: string[] }[];
  readonly publicKey: webcrypto.CryptoKey | Pkcs10CertificateRequest["publicKey"];
  readonly extensions: readonly Extension[];
  readonly begin: Instant;
  readonly days: number;
}

async function sign(by: { certificate: string | null; key: string }, leaf: Leaf): Promise<X509Certificate> {
  const authority = by.certificate === null ? null : new X509Certificate(by.certificate);
  return X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: leaf.subject,
    issuer: authority?.subject ?? leaf.subject,
    ...lasting(leaf.begin, leaf.days, authority),
    publicKey: leaf.publicKey,
    signingKey: await keyIn(by.key),
    signingAlgorithm: SIGNING,
    extensions: [
      ...leaf.extensions,
      await SubjectKeyIdentifierExtension.create(leaf.publicKey),
      ...(authority ? [await AuthorityKeyIdentifierExtension.create(authority.publicKey)] : []),
    ],
  });
}

/** Nothing outlives what vouches for it. */
function lasting(begin: Instant, days: number, authority: X509Certificate | null = null) {
  const end = Math.min(begin + days * DAY, authority?.notAfter.getTime() ?? Number.POSITIVE_INFINITY);
  return { notBefore: new Date(begin), notAfter: new Date(end) };
}

function authorityExtensions(pathLength: number, subjectKey: Extension): Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    subjectKey,
  ];
}

function leafExtensions(usages: readonly ExtendedKeyUsage[]): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([...usages]),
  ];
}

function alternativeNames(names: readonly string[]): Extension {
  return new SubjectAlternativeNameExtension(names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value })));
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
}

async function keyIn(text: string): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(text), P256, true, ["sign"]);
}

async function pairIn(text: string): Promise<webcrypto.CryptoKeyPair> {
  const privateKey = await keyIn(text);
  const { d: _, ...half } = await crypto.subtle.exportKey("jwk", privateKey);
  const publicKey = await crypto.subtle.importKey("jwk", { ...half, key_ops: ["verify"] }, P256, true, ["verify"]);
  return { privateKey, publicKey };
}

function asMade(signer: Signer): Made {
  return { kind: "certificate", ...signer };
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function pkcs8(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

/** 127 bits, positive and never shorter (RFC 5280 §4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}
