import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { comparableDn } from "#directory/escape.ts";
import { Ldap } from "#directory/ldap.ts";
import { LdapSettings } from "#directory/settings.ts";
import { Secret } from "#kernel/secret.ts";
import { makeAuthority } from "../peers/authority.ts";
import { openSlapd, type Slapd, whyNoSlapd } from "../peers/slapd.ts";
import { freePort, until } from "../peers/whole-server.ts";
import { Story } from "../stories/story.ts";

const authority = await makeAuthority();
const certificate = await authority.issue("localhost");
const NOW = Date.now();

/** Anna is in Night, which is in Room; Ben and Carla in Room; Dora in nothing. */
async function furnished(t: TestContext): Promise<Slapd> {
  const slapd = await openSlapd(t, certificate);
  const [anna, ben, carla] = await Promise.all(
    ["anna.berg", "ben.roth", "carla.tan"].map((uid) => slapd.addPerson(uid)),
  );
  await slapd.addPerson("dora.lind");
  await slapd.addGroup("Night", [anna ?? ""]);
  await slapd.addGroup("Room", [group(slapd, "Night"), ben ?? "", carla ?? ""]);
  return slapd;
}

const group = ({ base }: Slapd, name: string) => `cn=${name},ou=groups,${base}`;

function settingsFor({ base, ldaps, service }: Slapd, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    urls: [ldaps],
    ca: authority.cert,
    baseDn: base,
    bindDn: service.dn,
    bindPassword: service.password,
    ...more,
  };
}

const ldapOf = (slapd: Slapd, more: Record<string, unknown> = {}) =>
  new Ldap(LdapSettings.parse(settingsFor(slapd, more)));

test("OpenLDAP judges names and passwords", { skip: whyNoSlapd }, async (t) => {
  const slapd = await furnished(t);
  const ldap = ldapOf(slapd);
  const ask = (name: string, password = `${name}-password`, one = ldap) => one.check(name, new Secret(password), NOW);

  await t.test("good ones, with all groups by each way of finding them", async () => {
    for (const membership of ["search", "member-of"]) {
      const answer = await ask("anna.berg", "anna.berg-password", ldapOf(slapd, { membership }));
      assert.equal(answer.answer, "proven");
      assert.deepEqual(answer.answer === "proven" && [...answer.account.groups.groups].sort(), [
        group(slapd, "Night"),
        group(slapd, "Room"),
      ]);
      assert.match(answer.answer === "proven" ? answer.account.externalId : "", /^[0-9a-f-]{36}$/);
    }
  });

  await t.test("names of any script and of any signs, in groups of such names", async () => {
    const dn = `cn=Jürgen \\2aErsatz\\2a (Nacht)\\, Łukasz,ou=people,${slapd.base}`;
    await slapd.asRoot((client) =>
      client.add(dn, {
        objectClass: "inetOrgPerson",
        cn: "Jürgen *Ersatz* (Nacht), Łukasz",
        sn: "J",
        uid: "juergen",
        userPassword: "pw",
      }),
    );
    await slapd.addGroup("Türöffner (Süd)", [dn]);
    const answer = await ask("juergen", "pw");
    const groups = answer.answer === "proven" ? answer.account.groups.groups : [];
    assert.deepEqual(groups.map(comparableDn), [comparableDn(group(slapd, "Türöffner (Süd)"))]);
  });

  await t.test("StartTLS serves as LDAPS does", async () => {
    assert.equal((await ask("ben.roth", undefined, ldapOf(slapd, { urls: [slapd.ldap] }))).answer, "proven");
  });

  await t.test("wrong, empty and hostile ones open nothing", async () => {
    assert.deepEqual(await ask("ben.roth", "wrong"), { answer: "refused", because: "the password is wrong" });
    // This server would take such a bind: RFC 4513 §5.1.2.
    assert.deepEqual(await ask("ben.roth", ""), { answer: "refused", because: "the password is empty" });
    for (const name of ["*", "ben*", "ben.roth)(uid=*", "*)(|(uid=ben.roth", "nobody", " ben.roth", "ben.roth "]) {
      assert.deepEqual(await ask(name, "ben.roth-password"), { answer: "unknown" }, name);
    }
  });

  await t.test("a lock after wrong passwords holds, and one for good too", async () => {
    for (let tries = 0; tries < 3; tries++) await ask("carla.tan", "wrong");
    const locked = await ask("carla.tan");
    assert.match(locked.answer === "refused" ? locked.because : "", /locked after wrong passwords/);
    const dn = `uid=carla.tan,ou=people,${slapd.base}`;
    await slapd.change(dn, "pwdAccountLockedTime", null);
    assert.equal((await ask("carla.tan")).answer, "proven");
    await slapd.change(dn, "pwdAccountLockedTime", ["000001010000Z"]);
    assert.equal((await ask("carla.tan")).answer, "refused");
  });

  await t.test("groups in a circle end, and more than a page of them come whole", async () => {
    await slapd.addGroup("Circle", [group(slapd, "Room")]);
    await slapd.change(group(slapd, "Night"), "member", [
      `uid=anna.berg,ou=people,${slapd.base}`,
      group(slapd, "Circle"),
    ]);
    // More than the 50 that this server gives without paging.
    for (let i = 0; i < 70; i++) await slapd.addGroup(`Team ${i}`, [`uid=anna.berg,ou=people,${slapd.base}`]);
    const answer = await ask("anna.berg", undefined, ldapOf(slapd, { pageSize: 20 }));
    assert.equal(answer.answer === "proven" && answer.account.groups.groups.length, 73);
    assert.equal(answer.answer === "proven" && answer.account.groups.incomplete, null);
  });

  await t.test("the next server is asked when one is away, and a strange certificate is no server", async () => {
    const away = `ldaps://localhost:${await freePort()}`;
    assert.equal((await ask("ben.roth", undefined, ldapOf(slapd, { urls: [away, slapd.ldaps] }))).answer, "proven");
    await assert.rejects(ask("ben.roth", undefined, ldapOf(slapd, { urls: [away] })), /can be reached.*ECONNREFUSED/);
    const other = await makeAuthority();
    for (const url of [slapd.ldaps, slapd.ldap]) {
      await assert.rejects(ask("ben.roth", undefined, ldapOf(slapd, { urls: [url], ca: other.cert })), /certificate/);
      const byIp = ldapOf(slapd, { urls: [url.replace("localhost", "127.0.0.2")] });
      await assert.rejects(ask("ben.roth", undefined, byIp), /does not match|ECONNREFUSED/);
    }
  });

  await t.test("a referral is not followed, and is said", async () => {
    const elsewhere = ldapOf(slapd, { baseDn: "dc=elsewhere,dc=example" });
    await assert.rejects(ask("ben.roth", undefined, elsewhere), /to another server, which is not followed/);
  });

  await t.test("a wrong bind account is the settings' fault, not the person's", async () => {
    await assert.rejects(
      ask("ben.roth", undefined, ldapOf(slapd, { bindPassword: "wrong" })),
      /refuses the account that searches/,
    );
  });
});

test("P-021 P-082 P-084 P-091 a site whose people are in OpenLDAP", { skip: whyNoSlapd }, async (t) => {
  const slapd = await furnished(t);
  const story = await Story.open(t);
  await story.apply({
    directories: [
      {
        id: "plant",
        name: "Plant account",
        kind: "ldap",
        settings: settingsFor(slapd),
        groups: [
          { group: group(slapd, "Chiefs"), role: "security-administrator", only: ["ben.roth"] },
          { group: group(slapd, "Room").toUpperCase(), role: "operator", partitions: ["site"] },
        ],
      },
    ],
  });
  const own = { "sec-fetch-site": "same-origin" };
  const signIn = async (id: string, password = `${id}-password`) => {
    const answer = await story.askAs(own, "POST", "/api/v1/session", { id, password });
    return { ...answer, cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
  };
  const here = (cookie: string) =>
    story.askAs({ ...own, cookie }, "GET", "/api/v1/session").then(({ status }) => status);

  const exported = (await story.tocsin("export")).out;
  assert.match(exported, /bindPassword: "?\*\*\*/);
  assert.doesNotMatch(exported, /reads-only/);

  const anna = await signIn("anna.berg");
  assert.equal(anna.status, 200, anna.text);
  assert.match(anna.text, /"role":"operator"/);
  const ben = await signIn("ben.roth");
  assert.equal(ben.status, 200, ben.text);

  // To step up and to unlock, the directory is asked for the same account again.
  const again = (path: "step-up" | "lock" | "unlock", password?: string) =>
    story.askAs({ ...own, cookie: anna.cookie }, "POST", `/api/v1/session/${path}`, password ? { password } : {});
  assert.equal((await again("step-up", "ben.roth-password")).status, 403);
  const stepped = await again("step-up", "anna.berg-password");
  assert.equal(stepped.status, 200, stepped.text);
  anna.cookie = stepped.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  assert.equal((await again("lock")).status, 200);
  assert.equal((await again("unlock", "wrong")).status, 403);
  assert.equal((await again("unlock", "anna.berg-password")).status, 204);
  assert.match(
    (await story.sentences("operator:anna.berg")).join("\n"),
    /could not prove to be them: the directory 'plant' says: the password is wrong/,
  );

  const wrong = await signIn("anna.berg", "wrong");
  const nobody = await signIn("nobody.here");
  const groupless = await signIn("dora.lind");
  for (const refused of [wrong, nobody, groupless]) assert.equal(refused.status, 401);
  assert.equal(nobody.text, wrong.text);
  assert.equal(groupless.text, wrong.text, "one answer for all");
  assert.match((await story.sentences("operator:dora.lind")).join("\n"), /the account is in no group/);

  // Somebody's name here is never taken over.
  await slapd.addPerson("anna.keller");
  await slapd.change(group(slapd, "Room"), "member", [
    `uid=anna.keller,ou=people,${slapd.base}`,
    `uid=ben.roth,ou=people,${slapd.base}`,
    group(slapd, "Night"),
  ]);
  assert.equal((await signIn("anna.keller")).status, 401);

  // Taken out of the group: noticed within the five minutes.
  await slapd.change(group(slapd, "Room"), "member", [group(slapd, "Night")]);
  story.clock.advance(5 * 60_000 + 2000);
  await until("Ben may sign in no more", async () => (await here(ben.cookie)) === 401);
  assert.match((await story.sentences("operator:ben.roth")).join("\n"), /may no longer sign in.*1 sessions were ended/);
  assert.equal(await here(anna.cookie), 200);

  // The directory is down: who is signed in stays, and an alarm says so.
  await slapd.stop();
  const down = await signIn("anna.berg");
  assert.equal(down.status, 401);
  assert.match(down.text, /'Plant account' knows can't sign in at present/);
  await story.alarm("tocsin/directory/plant");
  assert.equal(await here(anna.cookie), 200);
  assert.equal((await again("lock")).status, 200);
  const stays = await again("unlock", "anna.berg-password");
  assert.equal(stays.status, 403);
  assert.match(stays.text, /'Plant account' knows can't sign in at present.*let a colleague take over/);
  const local = await signIn("anna.keller", "violet tractor sings 9 hymns");
  assert.equal(local.status, 200, local.text);

  await slapd.start();
  assert.equal((await signIn("anna.berg")).status, 200);
  await story.alarm("tocsin/directory/plant", ({ active }) => !active);
});
