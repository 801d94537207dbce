import assert from "node:assert/strict";
import { test } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD } from "../peers/api-core.ts";
import { makeAuthority } from "../peers/authority.ts";
import { FeedListener } from "../peers/https-client.ts";

test("P-020 an elevation reaches an open stream within five seconds, and so does its end", async (t) => {
  const house = await openTestCore();
  t.after(() => house.close());
  const authority = await makeAuthority();
  const listening = await house.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
  const anna = await enrolled(house);
  const ask = (method: "PUT" | "POST", url: string, payload: object) =>
    house.api.app.inject({ method, url, headers: asPage(anna), payload });
  for (const id of ["east", "west"]) {
    assert.equal((await ask("PUT", `/api/v1/site/partition/${id}`, { name: id })).statusCode, 201);
    const source = { name: id, driver: "http", partition: id };
    assert.equal((await ask("PUT", `/api/v1/site/source/s-${id}`, source)).statusCode, 201);
  }
  const roles = [{ role: "operator", partitions: ["east"] }];
  const eva = { id: "eva.east", name: "Eva", password: PASSWORD, roles };
  assert.equal((await ask("POST", "/api/v1/operators", eva)).statusCode, 201);
  const payload = { id: eva.id, password: PASSWORD };
  const signedIn = await house.api.app.inject({ method: "POST", url: "/api/v1/session", payload });
  const listener = new FeedListener(listening.port, authority.cert, {
    cookie: cookieOf(signedIn.headers["set-cookie"]),
  });
  t.after(() => listener.close());
  await listener.opened();
  const report = (partition: string, point: string) =>
    house.core.report(`s-${partition}`, [{ point, kind: "raise", category: "fire", condition: "fire", raw: "" }]);
  /** Of two alarms, the first in the other partition: which one the stream tells of first. */
  const seesFirst = async (round: string) => {
    await report("west", `west-${round}`);
    await report("east", `east-${round}`);
    for (;;) {
      const sent = await listener.next();
      assert.ok(sent, "the stream goes on");
      const { point = "" } = (sent.data ?? {}) as { point?: string };
      if (sent.event === "alarm" && point.endsWith(round)) return point;
    }
  };

  assert.equal(await seesFirst("before"), "east-before");
  await house.core.journal.submit("operator", (batch) =>
    house.access.elevations.begin(
      batch,
      {
        operator: eva.id,
        role: "operator",
        partitions: ["west"],
        minutes: 5,
        reason: "the west is short of people",
        approvedBy: "operator:bert",
      },
      { id: "operator:bert", via: "screen" },
    ),
  );
  house.clock.advance(5000);
  assert.equal(await seesFirst("during"), "west-during");
  house.clock.advance(5 * 60_000 - 5000 + 1);
  house.clock.advance(5000);
  assert.equal(await seesFirst("after"), "east-after");
});
