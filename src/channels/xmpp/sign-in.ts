import { randomBytes } from "node:crypto";
import { Fault } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";
import { firstMessage, MECHANISMS, type Mechanism, prove } from "./scram.ts";
import { placeOf, type Settings } from "./settings.ts";
import { XmppStream } from "./stream.ts";
import { childOf, type Element, escapeXml } from "./xml.ts";

const TLS = "urn:ietf:params:xml:ns:xmpp-tls";
const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
const BIND = "urn:ietf:params:xml:ns:xmpp-bind";

/**
 * A stream that is encrypted, signed in and bound (RFC 6120 §5 to §7), and available to those who write to us. Rejects with a
 * `Fault` that says what is wrong; nothing goes out in the clear but the wish to encrypt.
 */
export async function signIn(settings: Settings, signal: AbortSignal, transcript?: Transcript): Promise<XmppStream> {
  const { domain, ...place } = placeOf(settings);
  const tls = { servername: domain, ca: settings.ca };
  const stream = await XmppStream.connect(place, settings.security === "tls" ? tls : null, signal, transcript);
  const stop = () => stream.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    let features = await open(stream, domain);
    if (settings.security === "starttls") {
      if (!childOf(features, "starttls", TLS)) throw new Fault("untrusted", `${domain} does not encrypt (no STARTTLS)`);
      stream.write(`<starttls xmlns='${TLS}'/>`);
      const answer = await stanza(stream);
      if (answer.name !== "proceed" || answer.namespace !== TLS)
        throw new Fault("refused", `${domain} refused STARTTLS`);
      await stream.secure(tls, signal);
      features = await open(stream, domain);
    }
    await authenticate(stream, features, settings);
    stream.begin();
    features = await open(stream, domain);
    if (!childOf(features, "bind", BIND)) throw new Fault("refused", `${domain} offers no resource to bind`);
    stream.write(
      `<iq type='set' id='bind'><bind xmlns='${BIND}'><resource>tocsin-${randomBytes(6).toString("hex")}</resource></bind></iq>`,
    );
    const bound = await stanza(stream);
    if (bound.name !== "iq" || bound.attributes["type"] !== "result")
      throw new Fault("refused", `${domain} did not bind: ${conditionOf(bound)}`);
    stream.write("<presence/>");
    return stream;
  } catch (thrown) {
    stream.close();
    throw thrown;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function open(stream: XmppStream, domain: string): Promise<Element> {
  stream.write(
    `<?xml version='1.0'?><stream:stream to='${escapeXml(domain)}' version='1.0' xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`,
  );
  const features = await stanza(stream);
  if (features.name !== "features")
    throw new Fault("refused", `${domain} said ${features.name}: ${conditionOf(features)}`);
  return features;
}

async function authenticate(stream: XmppStream, features: Element, { address, password }: Settings): Promise<void> {
  const offered = childOf(features, "mechanisms", SASL)?.children.map(({ text }) => text) ?? [];
  const mechanism = (Object.keys(MECHANISMS) as Mechanism[]).find((name) => offered.includes(name));
  if (!mechanism) {
    throw new Fault(
      "misconfigured",
      `the server offers no SCRAM to sign in with, only ${offered.join(", ") || "nothing"}`,
    );
  }
  const user = address.slice(0, address.indexOf("@"));
  const nonce = randomBytes(18).toString("base64");
  const say = (element: string, text: string, more = "") =>
    stream.write(`<${element} xmlns='${SASL}'${more}>${Buffer.from(text).toString("base64")}</${element}>`);
  say("auth", firstMessage(user, nonce), ` mechanism='${mechanism}'`);
  const challenge = await stanza(stream);
  if (challenge.name !== "challenge") throw refusedSignIn(address, challenge);
  const proof = await prove(mechanism, { user, password, nonce }, decoded(challenge));
  say("response", proof.message);
  const success = await stanza(stream);
  if (success.name !== "success") throw refusedSignIn(address, success);
  if (!proof.isGenuine(decoded(success))) {
    throw new Fault("untrusted", "the server could not prove that it knows our password too");
  }
}

function refusedSignIn(address: string, said: Element): Fault {
  return new Fault("refused", `the server does not let ${address} in: ${conditionOf(said)}`);
}

function decoded({ text }: Element): string {
  return Buffer.from(text, "base64").toString("utf8");
}

async function stanza(stream: XmppStream): Promise<Element> {
  for (;;) {
    const piece = await stream.next();
    if (piece.kind === "stanza") return piece.stanza;
    if (piece.kind === "damaged") throw new Fault("refused", `what came is no XMPP: ${piece.because}`);
    if (piece.kind === "closed") throw new Fault("refused", "the server ended the stream", { transient: true });
  }
}

/** The name of the error within a stanza, a stream error or a failure, with its text (RFC 6120 §4.9, §6.5, §8.3). */
export function conditionOf(said: Element): string {
  const error = childOf(said, "error") ?? said;
  const condition = error.children.find(({ name }) => name !== "text")?.name ?? said.name;
  const text = childOf(error, "text")?.text ?? "";
  return text ? `${condition} (${text.slice(0, 200)})` : condition;
}
