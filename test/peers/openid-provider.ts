import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import Provider, { type Configuration } from "oidc-provider";
import { makeAuthority } from "./authority.ts";

type Algorithm = "ES256" | "RS256" | "PS256" | "EdDSA";

export interface Person {
  readonly name: string;
  readonly username: string;
  readonly groups: readonly string[];
}

interface Came {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An OpenID provider of npm's oidc-provider over HTTPS, whose people may be changed at any time. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly ca: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** By subject. */
  readonly people: Map<string, Person>;
  /** What the last visit to the authorization endpoint asked with. */
  readonly asked: URLSearchParams[];
  /** Signs in there as a browser would, and answers the address that it is sent back to. */
  visit(address: string, subject: string): Promise<string>;
  close(): void;
}

export async function openProvider(
  t: TestContext,
  redirectUri: string,
  { signedWith = "ES256", host = "localhost" }: { signedWith?: Algorithm; host?: "localhost" | "127.0.0.1" } = {},
): Promise<OpenIdProvider> {
  const authority = await makeAuthority();
  const { key, cert } = await authority.issue("localhost");
  const server = createServer({ key, cert });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `https://${host}:${(server.address() as AddressInfo).port}`;
  const client = { id: "tocsin", secret: "a secret that both of them know" };
  const people = new Map<string, Person>();
  const asked: URLSearchParams[] = [];
  const provider = new Provider(issuer, configuration(client, redirectUri, people, signedWith));
  const answer = provider.callback();
  server.on("request", (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", issuer);
    if (pathname === "/auth") asked.push(searchParams);
    void answer(incoming, outgoing);
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(close);

  const visit = async (address: string, subject: string): Promise<string> => {
    const jar = new Map<string, string>();
    const go = async (to: URL, form?: Record<string, string>): Promise<Came> => {
      const came = await ask(to, authority.cert, [...jar].map(([name, value]) => `${name}=${value}`).join("; "), form);
      for (const one of came.headers["set-cookie"] ?? []) {
        const [pair = ""] = one.split(";");
        jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
      }
      return came;
    };
    let at = new URL(address);
    for (let steps = 0; steps < 20; steps++) {
      let came = await go(at);
      const action = /action="([^"]+)"/.exec(came.text)?.[1];
      if (came.status === 200 && action !== undefined) {
        const prompt = /name="prompt" value="([^"]+)"/.exec(came.text)?.[1] ?? "";
        const form = { prompt, ...(prompt === "login" ? { login: subject, password: "x" } : {}) };
        came = await go(new URL(action, at), form);
      }
      const { location } = came.headers;
      if (location === undefined) throw new Error(`the provider sent nobody anywhere: ${came.status} ${came.text}`);
      at = new URL(location, at);
      if (at.href.startsWith(redirectUri)) return at.href;
    }
    throw new Error("the provider sent the browser around in a circle");
  };
  return { issuer, ca: authority.cert, client, people, asked, visit, close };
}

function configuration(
  client: { id: string; secret: string },
  redirectUri: string,
  people: ReadonlyMap<string, Person>,
  algorithm: Algorithm,
): Configuration {
  const pair =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : algorithm === "EdDSA"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        id_token_signed_response_alg: algorithm,
      },
    ],
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    jwks: { keys: [{ ...pair.privateKey.export({ format: "jwk" }), use: "sig", alg: algorithm, kid: "one" }] },
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
    scopes: ["openid", "profile", "groups", "offline_access"],
    issueRefreshToken: () => true,
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["a key of the test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context: unknown, subject: string) => {
      const person = people.get(subject);
      if (!person) return undefined;
      const { name, username, groups } = person;
      return {
        accountId: subject,
        claims: () => ({ sub: subject, name, preferred_username: username, groups: [...groups] }),
      };
    },
  };
}

function ask(to: URL, ca: string, cookie: string, form?: Record<string, string>): Promise<Came> {
  return new Promise((resolve, reject) => {
    const asked = request(
      to,
      {
        ca,
        agent: false,
        method: form ? "POST" : "GET",
        headers: { cookie, ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}) },
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    asked.on("error", reject);
    asked.end(form ? new URLSearchParams(form).toString() : undefined);
  });
}
