import assert from "node:assert/strict";
import { test } from "node:test";
import { Ldap } from "#directory/ldap.ts";
import { LdapSettings } from "#directory/settings.ts";
import { Secret } from "#kernel/secret.ts";
import { makeAuthority } from "../peers/authority.ts";
import { openSamba, passwordOf, SAMBA_ADDRESS, whyNoSamba } from "../peers/samba-ad.ts";
import { until } from "../peers/whole-server.ts";
import { Story } from "../stories/story.ts";

/** 2025-01-01 in units of 100 ns since 1601. */
const EXPIRED = "133801632000000000";

test("P-021 Active Directory judges names and passwords, and a site follows it", {
  skip: whyNoSamba,
}, async (t) => {
  const authority = await makeAuthority();
  const samba = await openSamba(t, await authority.issue("dc1.plant.example", SAMBA_ADDRESS));
  const [anna, ben] = [await samba.addUser("anna.berg"), await samba.addUser("ben.roth")];
  const night = await samba.addGroup("Night", [anna]);
  const chain = await samba.addGroup("Shift", [night]);
  const room = await samba.addGroup("Control Room", [chain, ben]);
  const settings = {
    urls: [samba.ldaps],
    flavour: "active-directory",
    ca: authority.cert,
    baseDn: samba.base,
    bindDn: samba.service.dn,
    bindPassword: samba.service.password,
  };
  const ask = (name: string, password = passwordOf(name), more: object = {}) =>
    new Ldap(LdapSettings.parse({ ...settings, ...more })).check(name, new Secret(password), Date.now());
  const whyNot = async (name: string, password?: string) => {
    const answer = await ask(name, password);
    return answer.answer === "refused" ? answer.because : answer.answer;
  };

  await t.test("good ones, by LDAPS and StartTLS, with groups in groups in groups", async () => {
    for (const url of [samba.ldaps, samba.ldap]) {
      const answer = await ask("anna.berg", undefined, { urls: [url] });
      assert.equal(answer.answer, "proven");
      if (answer.answer !== "proven") continue;
      assert.deepEqual([...answer.account.groups.groups].sort(), [room, night, chain].sort());
      assert.match(answer.account.externalId, /^[0-9a-f]{32}$/);
      assert.equal(answer.account.name, "Person anna.berg");
    }
    const direct = await ask("anna.berg", undefined, { nestedGroups: false });
    assert.deepEqual(direct.answer === "proven" && direct.account.groups.groups, [night]);
    assert.equal((await ask("ANNA.BERG", passwordOf("anna.berg"))).answer, "proven", "names have no case there");
  });

  await t.test("the reason is precise for the trail", async () => {
    assert.equal(await whyNot("ben.roth", "wrong"), "the password is wrong");
    assert.equal(await whyNot("ben.roth", ""), "the password is empty");
    assert.equal(await whyNot("nobody"), "unknown");
    for (const name of ["*", "ben*", "ben.roth)(cn=*", "*)(sAMAccountName=ben.roth"]) {
      assert.equal(await whyNot(name, passwordOf("ben.roth")), "unknown", name);
    }
    const carla = await samba.addUser("carla.tan");
    await samba.change(carla, "userAccountControl", ["514"]);
    assert.match(await whyNot("carla.tan"), /disabled/);
    const dora = await samba.addUser("dora.lind");
    await samba.change(dora, "accountExpires", [EXPIRED]);
    assert.match(await whyNot("dora.lind"), /expired/);
    await samba.addUser("emil.fox");
    for (let tries = 0; tries < 3; tries++) await whyNot("emil.fox", "wrong");
    assert.match(await whyNot("emil.fox"), /locked/);
    const fritz = await samba.addUser("fritz.gau");
    await samba.change(fritz, "pwdLastSet", ["0"]);
    assert.match(await whyNot("fritz.gau"), /must be changed/);
  });

  await t.test("an operator whose account is disabled is out within five minutes", async (t) => {
    const story = await Story.open(t);
    await story.apply({
      directories: [
        {
          id: "ad",
          name: "Company",
          kind: "ldap",
          settings,
          groups: [{ group: room.toLowerCase(), role: "operator" }],
        },
      ],
    });
    const own = { "sec-fetch-site": "same-origin" };
    const signIn = async (id: string) => {
      const answer = await story.askAs(own, "POST", "/api/v1/session", { id, password: passwordOf(id) });
      return { status: answer.status, cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
    };
    const here = async (cookie: string) =>
      (await story.askAs({ ...own, cookie }, "GET", "/api/v1/session")).status === 200;
    const [first, second] = [await signIn("anna.berg"), await signIn("ben.roth")];
    assert.ok((await here(first.cookie)) && (await here(second.cookie)));

    // To step up and to unlock, the domain controller is asked again.
    const again = async (path: "step-up" | "lock" | "unlock", password?: string) => {
      const headers = { ...own, cookie: first.cookie };
      const answer = await story.askAs(headers, "POST", `/api/v1/session/${path}`, password ? { password } : {});
      first.cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? first.cookie;
      return answer.status;
    };
    assert.equal(await again("step-up", passwordOf("ben.roth")), 403, "somebody else's password");
    assert.equal(await again("step-up", passwordOf("anna.berg")), 200);
    assert.equal(await again("lock"), 200);
    assert.equal(await again("unlock", "wrong"), 403);
    assert.equal(await again("unlock", passwordOf("anna.berg")), 204);

    await samba.change(anna, "userAccountControl", ["514"]);
    await samba.remove(ben);
    story.clock.advance(5 * 60_000 + 2000);
    await until("both are out", async () => !(await here(first.cookie)) && !(await here(second.cookie)));
    const trail = (await story.sentences()).join("\n");
    assert.match(trail, /anna\.berg\) may no longer sign in.*the account is disabled \(userAccountControl is 514\)/);
    assert.match(trail, /ben\.roth\) may no longer sign in.*the account is gone/);

    // A new account of the old name is another person; the old one comes back as who they were.
    await samba.addUser("ben.roth");
    await samba.change(room, "member", [chain, `CN=ben.roth,CN=Users,${samba.base}`]);
    assert.equal((await signIn("ben.roth")).status, 401);
    await samba.change(anna, "userAccountControl", ["512"]);
    assert.equal((await signIn("anna.berg")).status, 200);
  });
});
