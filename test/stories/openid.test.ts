import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { OIDC_ALGORITHMS } from "#directory/settings.ts";
import { type OpenIdProvider, openProvider, type Person } from "../peers/openid-provider.ts";
import { until } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

const OWN = { "sec-fetch-site": "same-origin" };
const START = "/api/v1/session/oidc/login";

interface Browser {
  /** Goes to the provider, signs in there, and comes back. */
  signIn(subject: string): Promise<Back>;
  /** Leaves for the provider: where it is sent, and with which cookie. */
  leave(): Promise<{ address: string; cookie: string }>;
  comeBack(address: string, cookie: string): Promise<Back>;
}

interface Back {
  readonly location: string;
  /** Of the session; empty: none was opened. */
  readonly cookie: string;
}

async function opened(
  t: TestContext,
  people: Record<string, Person>,
  { settings = {}, signedWith = "ES256" }: { settings?: object; signedWith?: (typeof OIDC_ALGORITHMS)[number] } = {},
): Promise<{ story: Story; provider: OpenIdProvider; browser: Browser }> {
  const story = await Story.open(t);
  const redirectUri = `${story.publicUrl}${START}/callback`;
  const provider = await openProvider(t, redirectUri, { signedWith });
  for (const [subject, person] of Object.entries(people)) provider.people.set(subject, person);
  await story.apply({
    directories: [
      {
        id: "login",
        name: "Plant login",
        kind: "oidc",
        settings: {
          issuer: provider.issuer,
          clientId: provider.client.id,
          clientSecret: provider.client.secret,
          ca: provider.ca,
          scopes: ["openid", "profile", "groups"],
          ...settings,
        },
        groups: [
          { group: "chiefs", role: "security-administrator", only: ["grace.holt"] },
          { group: "room", role: "operator" },
          { group: "guests", role: "viewer" },
        ],
      },
    ],
  });
  const browser: Browser = {
    async leave() {
      const answer = await story.askAs({ "sec-fetch-site": "none" }, "GET", START);
      assert.equal(answer.status, 302, answer.text);
      const [set = ""] = answer.headers["set-cookie"] ?? [];
      assert.match(set, /^__Host-tocsin-oidc=[^;]{20,}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/);
      return { address: answer.headers.location ?? "", cookie: set.split(";")[0] ?? "" };
    },
    async comeBack(address, cookie) {
      const { pathname, search } = new URL(address);
      const answer = await story.askAs({ "sec-fetch-site": "cross-site", cookie }, "GET", pathname + search);
      assert.equal(answer.status, 302, answer.text);
      const session = (answer.headers["set-cookie"] ?? []).find((one) => one.startsWith("__Host-tocsin="));
      return { location: answer.headers.location ?? "", cookie: session?.split(";")[0] ?? "" };
    },
    async signIn(subject) {
      const { address, cookie } = await browser.leave();
      return browser.comeBack(await provider.visit(address, subject), cookie);
    },
  };
  return { story, provider, browser };
}

const person = (username: string, ...groups: string[]): Person => ({ name: `Somebody ${username}`, username, groups });

test("P-021 P-082 people sign in with an OpenID provider, and are gone when it disables them", async (t) => {
  const { story, provider, browser } = await opened(t, {
    "sub-1": person("grace.holt@plant.example", "room"),
    "sub-2": person("hugo.lang", "strangers"),
    "sub-3": person("anna.keller", "room"),
  });
  const session = (cookie: string) => story.askAs({ ...OWN, cookie }, "GET", "/api/v1/session");

  const status = await story.get<{ providers: unknown }>("/api/v1/status");
  assert.deepEqual(status.providers, [{ id: "login", name: "Plant login" }]);

  const grace = await browser.signIn("sub-1");
  assert.equal(grace.location, "/");
  const who = await session(grace.cookie);
  assert.equal(who.status, 200);
  assert.match(who.text, /"id":"grace\.holt".*"role":"operator"/);
  const [asked] = provider.asked;
  assert.equal(asked?.get("code_challenge_method"), "S256");
  assert.equal(asked?.get("response_type"), "code");
  for (const name of ["state", "nonce", "code_challenge"]) assert.ok((asked?.get(name)?.length ?? 0) >= 43, name);

  // No group that counts, and a name that is somebody's here: not let in, and the trail says why.
  assert.deepEqual(await browser.signIn("sub-2"), { location: "/?sign-in=refused", cookie: "" });
  assert.deepEqual(await browser.signIn("sub-3"), { location: "/?sign-in=refused", cookie: "" });
  const trail = (await story.sentences()).join("\n");
  assert.match(trail, /'hugo\.lang': none of the account's 1 groups gives a role/);
  assert.match(trail, /'anna\.keller' is an operator of this server, which 'login' can't take over/);

  // A password is not for who comes from a provider.
  const typed = await story.askAs(OWN, "POST", "/api/v1/session", { id: "grace.holt", password: "anything at all" });
  assert.equal(typed.status, 401);

  // Other groups are another role within five minutes; gone at the provider is gone here.
  provider.people.set("sub-1", person("grace.holt@plant.example", "guests"));
  story.clock.advance(5 * 60_000 + 2000);
  await until("Grace is a viewer", async () => /"role":"viewer"/.test((await session(grace.cookie)).text));
  provider.people.delete("sub-1");
  story.clock.advance(5 * 60_000 + 2000);
  await until("Grace's session has ended", async () => (await session(grace.cookie)).status === 401);
});

test("P-079 P-084 a hostile provider, forged answers and stolen codes open nothing", async (t) => {
  const { story, provider, browser } = await opened(t, {
    evil: person("mallory", "chiefs", "security-administrator"),
    good: person("grace.holt", "room"),
  });
  const refused = { location: "/?sign-in=refused", cookie: "" };
  const ended = { location: "/?sign-in=ended", cookie: "" };

  // The group of the administrators alone gives nothing.
  assert.deepEqual(await browser.signIn("evil"), refused);
  assert.match((await story.sentences()).join("\n"), /being in 'chiefs' gives no role to 'mallory'/);

  // Without the cookie, with somebody else's, twice, or with a state that is not ours.
  const [mine, theirs] = [await browser.leave(), await browser.leave()];
  const back = await provider.visit(mine.address, "good");
  assert.deepEqual(await browser.comeBack(back, ""), ended);
  assert.deepEqual(await browser.comeBack(back, theirs.cookie), refused, "the state belongs to another browser");
  const swapped = new URL(back);
  swapped.searchParams.set("state", "x".repeat(43));
  const third = await browser.leave();
  assert.deepEqual(await browser.comeBack(swapped.href, third.cookie), refused);
  assert.deepEqual(await browser.comeBack(back, third.cookie), ended, "a way back counts once");
  const good = await browser.comeBack(back, mine.cookie);
  assert.equal(good.location, "/");
  const again = await browser.leave();
  assert.deepEqual(await browser.comeBack(back, again.cookie), refused, "a code of before, in a new attempt");

  // Too late, another issuer, a code that the provider never gave, and a refusal in words of its own.
  const late = await browser.leave();
  story.clock.advance(11 * 60_000);
  assert.deepEqual(await browser.comeBack(await provider.visit(late.address, "good"), late.cookie), ended);
  for (const [name, value] of [
    ["iss", "https://evil.example"],
    ["code", "forged"],
    ["error", "<script>alert(1)</script>"],
  ] as const) {
    const one = await browser.leave();
    const forged = new URL(await provider.visit(one.address, "good"));
    forged.searchParams.set(name, value);
    if (name === "error") forged.searchParams.delete("code");
    assert.deepEqual(await browser.comeBack(forged.href, one.cookie), refused, name);
  }

  // Identity that a client claims for itself.
  for (const header of ["x-remote-user", "remote-user", "x-forwarded-user", "x-ms-client-principal-name"]) {
    const { status } = await story.askAs({ ...OWN, [header]: "anna.keller" }, "GET", "/api/v1/session");
    assert.equal(status, 401, header);
  }
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"good"}').toString("base64url")}.`;
  const bearer = await story.askAs({ authorization: `Bearer ${unsigned}` }, "GET", "/api/v1/session");
  assert.equal(bearer.status, 401);
  const { status } = await story.askAs(OWN, "GET", "/api/v1/session/oidc/other");
  assert.equal(status, 404);

  // The provider is gone: said on the page, and an alarm stands.
  const last = await browser.leave();
  const lastBack = await provider.visit(last.address, "good");
  provider.close();
  assert.deepEqual(await browser.comeBack(lastBack, last.cookie), { location: "/?sign-in=unavailable", cookie: "" });
  await story.alarm("tocsin/directory/login");
});

for (const signedWith of OIDC_ALGORITHMS) {
  test(`an ID token signed with ${signedWith} counts where it is allowed, and nowhere else`, async (t) => {
    const { story, provider, browser } = await opened(t, { one: person("grace.holt", "room") }, { signedWith });
    assert.equal((await browser.signIn("one")).location, "/");
    const [other] = OIDC_ALGORITHMS.filter((one) => one !== signedWith);
    const document = await story.get<{ settings: object }>("/api/v1/site/directory/login");
    await story.good("PUT", "/api/v1/site/directory/login", {
      ...document,
      settings: { ...document.settings, algorithms: [other] },
    });
    const refused = await story.askAs({}, "GET", START);
    assert.equal(refused.headers.location, "/?sign-in=unavailable");
    await story.alarm("tocsin/directory/login");
    provider.close();
  });
}

test("P-083 P-091 who comes from a provider steps up and unlocks by signing in there anew", async (t) => {
  const { story, provider, browser } = await opened(t, {
    "sub-1": person("grace.holt", "room", "chiefs"),
    "sub-2": person("hugo.lang", "room"),
  });
  const { cookie: first } = await browser.signIn("sub-1");
  let cookie = first;
  const ask = (method: string, path: string, body?: object) =>
    story.askAs({ ...OWN, cookie }, method, `/api/v1/session${path}`, body);
  const leave = async () => {
    const left = await story.askAs({ ...OWN, cookie }, "GET", `${START}/again`);
    assert.equal(left.status, 302, left.text);
    return { address: left.headers.location ?? "", cookie: left.headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
  };
  const again = async (subject: string) => {
    const left = await leave();
    const back = await browser.comeBack(await provider.visit(left.address, subject), left.cookie);
    assert.equal(back.cookie, "", "the way back itself opens nothing");
    return back.location;
  };
  const trail = async () => (await story.sentences()).join("\n");

  const present = JSON.parse((await ask("GET", "")).text) as { provider: unknown };
  assert.deepEqual(present.provider, { id: "login", name: "Plant login" });
  assert.equal((await ask("POST", "/step-up", {})).status, 422, "without the provider's word");
  assert.equal((await ask("POST", "/step-up", { password: "anything at all" })).status, 403);

  // The same person, asked for the credential anew: what is critical is taken, once for each proof.
  assert.equal(await again("sub-1"), "/?again=proven");
  const asked = provider.asked.findLast((one) => one.get("prompt") === "login");
  assert.equal(asked?.get("max_age"), "0");
  const stepped = await ask("POST", "/step-up", {});
  assert.equal(stepped.status, 200, stepped.text);
  const renewed = stepped.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  assert.notEqual(renewed, cookie);
  cookie = renewed;
  assert.match(
    await trail(),
    /Somebody grace\.holt \(grace\.holt\) proved again who they are, with a new sign-in at their provider\./,
  );
  assert.equal((await ask("POST", "/step-up", {})).status, 422, "the provider's word counts once");

  // A locked screen opens to them, and to nobody else.
  assert.equal((await ask("POST", "/lock")).status, 200);
  assert.equal((await ask("POST", "/unlock", {})).status, 422);
  assert.equal(await again("sub-2"), "/?again=refused");
  assert.match(await trail(), /could not prove to be them: the directory 'login' says: somebody else signed in there/);
  assert.equal((await ask("POST", "/unlock", {})).status, 422);
  assert.equal(await again("sub-1"), "/?again=proven");
  assert.equal((await ask("POST", "/unlock", {})).status, 204);
  assert.match(await trail(), /unlocked the screen at 127\.0\.0\.1 with a new sign-in at their provider/);

  // Not after two minutes, not in another session, not after the session has ended, and not for people with a password.
  assert.equal(await again("sub-1"), "/?again=proven");
  const mine = cookie;
  cookie = (await browser.signIn("sub-1")).cookie;
  assert.equal((await ask("POST", "/step-up", {})).status, 422, "of another session");
  cookie = mine;
  story.clock.advance(2 * 60_000 + 1);
  assert.equal((await ask("POST", "/step-up", {})).status, 422, "too late");
  const left = await leave();
  assert.equal((await ask("DELETE", "")).status, 204);
  const late = await browser.comeBack(await provider.visit(left.address, "sub-1"), left.cookie);
  assert.deepEqual(late, { location: "/?again=ended", cookie: "" });
  assert.equal((await story.askAs(OWN, "GET", `${START}/again`)).status, 401);
});

test("P-083 a provider that does not ask anew, or does not say when it did, is not believed", async (t) => {
  const { story, provider, browser } = await opened(t, { "sub-1": person("grace.holt", "room") });
  const { cookie } = await browser.signIn("sub-1");
  // What a provider does that ignores prompt and max_age: it is not asked with them.
  const left = await story.askAs({ ...OWN, cookie }, "GET", `${START}/again`);
  const address = new URL(left.headers.location ?? "");
  address.searchParams.delete("prompt");
  address.searchParams.delete("max_age");
  const journey = left.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const back = await browser.comeBack(await provider.visit(address.href, "sub-1"), journey);
  assert.deepEqual(back, { location: "/?again=refused", cookie: "" });
  assert.match((await story.sentences()).join("\n"), /does not say when they signed in there \(auth_time\)/);
  const unproven = await story.askAs({ ...OWN, cookie }, "POST", "/api/v1/session/step-up", {});
  assert.equal(unproven.status, 422);
});

test("settings that would weaken it are refused", async (t) => {
  const story = await Story.open(t);
  const put = (settings: object, groups: object[] = []) =>
    story.ask("PUT", "/api/v1/site/directory/login", {
      id: "login",
      name: "Login",
      kind: "oidc",
      settings: { issuer: "https://id.example", clientId: "t", clientSecret: "s", ...settings },
      groups,
    });
  for (const [settings, groups, expected] of [
    [{ algorithms: ["none"] }, [], /algorithms/],
    [{ algorithms: ["HS256"] }, [], /algorithms/],
    [{ issuer: "http://id.example" }, [], /issuer/],
    [{}, [{ group: "chiefs", role: "security-administrator" }], /a group alone gives nobody/],
    [{}, [{ group: "chiefs", role: "emperor" }], /a role that people can have/],
    [{}, [{ group: "machines", role: "integration" }], /a role that people can have/],
  ] as const) {
    const { status, body } = await put(settings, [...groups]);
    assert.equal(status, 422, JSON.stringify(body));
    assert.match(JSON.stringify(body), expected);
  }
});
