import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../peers/api-core.ts";

interface Shown {
  readonly id: string;
  readonly hash: string;
  readonly state: string;
  readonly own: boolean;
  readonly kind: string;
  readonly summary: string;
  readonly classes: string[];
  readonly difference: { object: string; action: string; fields: { path: string; from: unknown; to: unknown }[] }[];
}

const REASON = { "approval-reason": encodeURIComponent("the old line is gone – für immer") };

const BERTS_OWN = "slow rivers carry 4 lanterns";

describe("a critical change takes two people", () => {
  let test: TestCore;
  let anna: string;
  let bert: string;

  const ask = async (cookie: string, method: string, url: string, body?: object, headers: object = {}) => {
    const answer = await test.api.app.inject({
      method: method as "GET",
      url,
      headers: { ...asPage(cookie), ...headers },
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.body === "" ? null : answer.json() };
  };
  const signIn = async (id: string, password = PASSWORD) => {
    const payload = { id, password };
    const answer = await test.api.app.inject({ method: "POST", url: "/api/v1/session", payload });
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  };
  const waiting = async (cookie: string, url = "/api/v1/approvals") =>
    (await ask(cookie, "GET", url)).body.items as Shown[];
  const decide = (cookie: string, request: Shown, verb: string, comment = "") =>
    ask(cookie, "POST", `/api/v1/approvals/${request.id}/${verb}`, { hash: request.hash, comment });
  const trail = async () => {
    const { rows } = await test.look.query<{ action: string; sentence: string; actor: string; details: string }>(
      "select action, sentence, actor, details from audit.entry order by seq",
    );
    return rows;
  };
  const addChannel = async (id: string) => {
    const body = { id, name: id, kind: "webhook", settings: { secret: "sixteen characters at least" } };
    assert.equal((await ask(anna, "PUT", `/api/v1/site/channel/${id}`, body)).status, 201);
  };
  const askRemoval = async (cookie: string, id: string): Promise<Shown> => {
    const answer = await ask(cookie, "DELETE", `/api/v1/site/channel/${id}`, undefined, REASON);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.approval as Shown;
  };
  const exists = (id: string) => test.site.get("channel", id) !== undefined;

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    await addChannel("alone");
  });
  after(() => test.close());

  it("is done at once while there is nobody else, and the trail says so", async () => {
    const answer = await ask(anna, "DELETE", "/api/v1/site/channel/alone");
    assert.equal(answer.status, 204, JSON.stringify(answer.body));
    const said = (await trail()).find(({ action }) => action === "approval.not-asked");
    assert.equal(
      said?.sentence,
      "No second person approved what Anna Keller did, for there is nobody else who could approve: it removes the channel 'alone'.",
    );
  });

  it("makes the second administrator, and from then on asks for a second person", async () => {
    const wanted = { id: "bert.maier", name: "Bert Maier", password: "brown kettle hums 7 tunes" };
    const roles = [{ role: "administrator", partitions: [] }];
    const answer = await ask(anna, "POST", "/api/v1/operators", { ...wanted, roles });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    bert = await signIn("bert.maier", wanted.password);
    await addChannel("early");
    const early = await askRemoval(anna, "early");
    const unready = await decide(bert, early, "approve");
    assert.equal(unready.status, 403, "anna knows bert's password and could be him");
    assert.match(unready.body.detail, /set by whoever asked/);
    const own = { current: wanted.password, password: BERTS_OWN };
    assert.equal((await ask(bert, "PUT", "/api/v1/operators/bert.maier/password", own)).status, 204);
    assert.equal((await decide(bert, early, "approve")).status, 200);
    await addChannel("hook");
    const without = await ask(anna, "DELETE", "/api/v1/site/channel/hook");
    assert.deepEqual([without.status, without.body.title], [428, "Reason required"]);
    const short = await ask(anna, "DELETE", "/api/v1/site/channel/hook", undefined, { "approval-reason": "no" });
    assert.equal(short.status, 422);
    const torn = await ask(anna, "DELETE", "/api/v1/site/channel/hook", undefined, { "approval-reason": "%E0%A4%A" });
    assert.equal(torn.status, 400);
    assert.ok(exists("hook"));
  });

  it("is not approved by whoever asked, in no session of theirs, and carried out once by the other", async () => {
    const request = await askRemoval(anna, "hook");
    assert.equal(request.state, "open");
    assert.deepEqual(request.classes, ["site.delete"]);
    assert.ok(exists("hook"));
    const own = await decide(anna, request, "approve");
    assert.deepEqual([own.status, own.body.detail], [403, "You asked for this yourself; another person must decide."]);
    assert.equal((await decide(await signIn("anna.keller"), request, "approve")).status, 403);
    const [listed] = await waiting(bert);
    assert.deepEqual([listed?.id, listed?.hash, listed?.own], [request.id, request.hash, false]);
    const other = { ...request, hash: request.hash.replace(/^./, (first) => (first === "0" ? "1" : "0")) };
    assert.equal((await decide(bert, other, "approve")).status, 409);
    const [first, second] = await Promise.all([decide(bert, request, "approve"), decide(bert, request, "approve")]);
    assert.deepEqual(
      [first.status, second.status].toSorted((a, b) => a - b),
      [200, 409],
    );
    assert.ok(!exists("hook"));
    const again = await decide(bert, request, "approve");
    assert.deepEqual([again.status, again.body.title], [409, "Conflict"]);
    const approved = (await trail()).find(({ action }) => action === "approval.approved");
    assert.match(approved?.sentence ?? "", /^bert.maier approved as the second person what Anna Keller asked for/);
    assert.deepEqual(
      [approved?.actor, JSON.parse(approved?.details ?? "{}").requester],
      ["operator:bert.maier", "operator:anna.keller"],
    );
    const removed = (await trail()).findLast(({ action }) => action === "site.changed");
    assert.equal(removed?.actor, "operator:anna.keller");
  });

  it("is stale when the document was changed meanwhile", async () => {
    await addChannel("moving");
    const request = await askRemoval(anna, "moving");
    const body = { id: "moving", name: "Another name", kind: "webhook", settings: { secret: "***" } };
    assert.equal((await ask(bert, "PUT", "/api/v1/site/channel/moving", body)).status, 200);
    const stale = await decide(bert, request, "approve");
    assert.equal(stale.status, 409);
    assert.match(stale.body.detail, /^The request is stale and must be asked for anew/);
    assert.ok(exists("moving"));
    assert.equal((await decide(bert, request, "approve")).status, 409);
  });

  it("stays undone when it was denied, withdrawn or waited too long", async () => {
    const denied = await askRemoval(anna, "moving");
    assert.equal((await decide(anna, denied, "deny")).status, 403);
    assert.equal((await decide(bert, denied, "deny", "not today")).status, 200);
    assert.equal((await decide(bert, denied, "approve")).status, 409);
    const withdrawn = await askRemoval(anna, "moving");
    assert.equal((await decide(bert, withdrawn, "withdraw")).status, 403);
    assert.equal((await decide(anna, withdrawn, "withdraw")).status, 200);
    assert.equal((await decide(bert, withdrawn, "approve")).status, 409);
    const late = await askRemoval(anna, "moving");
    test.clock.advance(60 * 60_000 + 1000);
    [anna, bert] = [await signIn("anna.keller"), await signIn("bert.maier", BERTS_OWN)];
    const tooLate = await decide(bert, late, "approve");
    assert.equal(tooLate.status, 409);
    assert.match(tooLate.body.detail, /run out/);
    assert.ok(exists("moving"));
    assert.equal((await decide(bert, { ...late, id: "nobody-asked-for-this" }, "approve")).status, 404);
    const { rows } = await test.look.query(
      "select count(*)::int as kept from core.approval_request where order_sealed is not null",
    );
    assert.equal(rows[0].kept, 0, "what nobody can carry out any more is wiped");
  });

  it("shows and stores no secret of what was asked for", async () => {
    const settings = { secret: "a new secret of the channel" };
    const body = { id: "moving", name: "Moving", kind: "webhook", settings, enabled: false };
    const answer = await ask(anna, "PUT", "/api/v1/site/channel/moving", body, REASON);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const request = answer.body.approval as Shown;
    assert.deepEqual(request.classes, ["alarms.inhibit"]);
    const { rows } = await test.look.query<{ text: string }>(
      "select row_to_json(r)::text as text from core.approval_request r union all select row_to_json(e)::text from audit.entry e",
    );
    for (const { text } of rows) assert.ok(!text.includes(settings.secret));
    assert.ok(!JSON.stringify(answer.body).includes(settings.secret));
    assert.equal((await decide(bert, request, "approve")).status, 200);
    assert.equal(test.site.openSettings("channel", "moving")["secret"], settings.secret);
  });

  it("lets nobody but the two decide, and shows it to nobody else", async () => {
    const wanted = { id: "vera.viewer", name: "Vera", password: "silver lanterns drift 3 miles" };
    const roles = [{ role: "viewer", partitions: [] }];
    assert.equal((await ask(anna, "POST", "/api/v1/operators", { ...wanted, roles })).status, 201);
    const vera = await signIn("vera.viewer", wanted.password);
    const request = await askRemoval(anna, "moving");
    assert.deepEqual(await waiting(vera), []);
    assert.equal((await ask(vera, "GET", `/api/v1/approvals/${request.id}`)).status, 404);
    assert.equal((await decide(vera, request, "approve")).status, 404);
    assert.equal((await decide(bert, request, "close", "a review it is not")).status, 409);
    assert.equal((await decide(anna, request, "withdraw")).status, 200);
  });

  it("survives a restart, with the order and the time that it had", async () => {
    const request = await askRemoval(anna, "moving");
    await test.core.fourEyes.load(test.core.pool);
    await test.access.load(test.core.pool);
    assert.deepEqual(
      (await waiting(bert)).map(({ hash }) => hash),
      [request.hash],
    );
    assert.equal((await decide(bert, request, "approve")).status, 200);
    assert.ok(!exists("moving"));
  });

  it("makes nobody an approver, and touches no approver's way in, by one person alone", async () => {
    const wanted = { id: "carl.puppet", name: "Carl", password: "seven boats under grey rain" };
    const administrator = [{ role: "administrator", partitions: [] }];
    const made = await ask(anna, "POST", "/api/v1/operators", { ...wanted, roles: administrator }, REASON);
    assert.equal(made.status, 202, JSON.stringify(made.body));
    assert.deepEqual((made.body.approval as Shown).classes, ["operator.approver"]);
    const raised = await ask(anna, "PATCH", "/api/v1/operators/vera.viewer", { roles: administrator }, REASON);
    assert.deepEqual([raised.status, raised.body.approval?.classes], [202, ["operator.approver"]]);
    const password = { password: "nine wolves behind the mill" };
    const taken = await ask(anna, "PUT", "/api/v1/operators/bert.maier/password", password, REASON);
    assert.deepEqual([taken.status, taken.body.approval?.classes], [202, ["operator.credential"]]);
    assert.ok(!JSON.stringify(taken.body).includes(password.password));
    const removed = await ask(anna, "DELETE", "/api/v1/operators/bert.maier", undefined, REASON);
    assert.deepEqual([removed.status, removed.body.approval?.classes], [202, ["operator.too-few"]]);
    const off = { id: "site", approvals: { fourEyes: "off" } };
    const switched = await ask(anna, "PUT", "/api/v1/site/setting/site", off, REASON);
    assert.deepEqual([switched.status, switched.body.approval?.classes], [202, ["approvals.weaken"]]);
    const ruling = { name: "Ruling", grants: [{ right: "operators:write" }] };
    const role = await ask(anna, "PUT", "/api/v1/roles/ruling", ruling, REASON);
    assert.deepEqual([role.status, role.body.approval?.classes], [202, ["rights.change"]]);
    for (const one of await waiting(anna)) assert.equal((await decide(anna, one, "approve")).status, 403);
    const third = (await waiting(bert)).find(({ classes }) => classes.includes("operator.approver"));
    assert.equal(third?.summary, "Anna Keller asks for a change that lets 'Vera' approve what others ask for.");
    const carl = (await waiting(bert)).find(({ summary }) => summary.includes("'Carl'"));
    assert.equal((await decide(bert, carl as Shown, "approve")).status, 200);
    assert.ok(test.access.operators.enabled("carl.puppet"), "the third administrator was approved by the second");
    const created = (await trail()).find(
      ({ action, sentence }) => action === "operator.created" && sentence.includes("carl"),
    );
    assert.equal(created?.actor, "operator:anna.keller");
    for (const one of (await waiting(anna)).filter(({ own }) => own)) await decide(anna, one, "withdraw");
  });

  it("N-084 P-017 lets nobody ask with an account of their own making and approve it themselves", async () => {
    const wanted = { id: "ed.engineer", name: "Ed", password: "loud magpies over the quarry" };
    const roles = [{ role: "engineer", partitions: [] }];
    assert.equal((await ask(anna, "POST", "/api/v1/operators", { ...wanted, roles })).status, 201);
    let ed = await signIn(wanted.id, wanted.password);
    const own = { current: wanted.password, password: "quiet magpies under the bridge" };
    assert.equal((await ask(ed, "PUT", "/api/v1/operators/ed.engineer/password", own)).status, 204);
    ed = await signIn(wanted.id, own.password);
    await addChannel("quarry");
    const request = await askRemoval(ed, "quarry");
    assert.equal((await decide(anna, request, "approve")).status, 403);
    const { token } = (
      await ask(anna, "POST", "/api/v1/tokens", { name: "puppet", scopes: ["site:read", "site:write"] })
    ).body as { token: string };
    const byToken = await test.api.app.inject({
      method: "DELETE",
      url: "/api/v1/site/channel/quarry",
      headers: { authorization: `Bearer ${token}`, ...REASON },
    });
    assert.equal(byToken.statusCode, 202, byToken.body);
    assert.equal((await decide(anna, byToken.json().approval as Shown, "approve")).status, 403);
    assert.ok(exists("quarry"));
    assert.equal((await decide(bert, request, "approve")).status, 200);
    assert.equal((await decide(bert, byToken.json().approval as Shown, "approve")).status, 409, "done already: stale");
  });

  it("P-020 elevates for a limited time, with a reason and another person, and ends by the clock in open sessions", async () => {
    const vera = await signIn("vera.viewer", "silver lanterns drift 3 miles");
    const mayRead = async () => (await ask(vera, "GET", "/api/v1/tokens")).status;
    assert.equal(await mayRead(), 403);
    const wish = { role: "security-administrator", reason: "bert is on leave and a token has leaked" };
    assert.equal((await ask(vera, "POST", "/api/v1/elevations", { ...wish, minutes: 481 })).status, 400);
    assert.equal((await ask(vera, "POST", "/api/v1/elevations", { ...wish, reason: "" })).status, 400);
    assert.equal((await ask(vera, "POST", "/api/v1/elevations", { ...wish, role: "no-such-role" })).status, 422);
    assert.equal((await ask(vera, "POST", "/api/v1/elevations", { ...wish, partitions: ["nowhere"] })).status, 422);
    const asked = await ask(vera, "POST", "/api/v1/elevations", { ...wish, minutes: 10 });
    assert.equal(asked.status, 202, JSON.stringify(asked.body));
    const request = asked.body.approval as Shown;
    assert.equal((await decide(vera, request, "approve")).status, 403);
    assert.equal((await decide(anna, request, "approve")).status, 403, "anna made the account and could be vera");
    assert.equal((await decide(bert, request, "approve")).status, 200);
    assert.equal(await mayRead(), 200);
    const [running] = (await ask(vera, "GET", "/api/v1/elevations")).body.items as { id: string; approvedBy: string }[];
    assert.equal(running?.approvedBy, "operator:bert.maier");
    await test.access.load(test.core.pool);
    assert.equal(await mayRead(), 200, "a restart doesn't end it");
    test.clock.advance(10 * 60_000 - 1000);
    assert.equal(await mayRead(), 200);
    test.clock.advance(1001);
    assert.equal(await mayRead(), 403, "the same session, without signing in again");
    assert.deepEqual((await ask(vera, "GET", "/api/v1/elevations")).body.items, []);
  });

  it("ends an elevation early, and gives nobody two duties that are kept apart", async () => {
    [anna, bert] = [await signIn("anna.keller"), await signIn("bert.maier", BERTS_OWN)];
    const vera = await signIn("vera.viewer", "silver lanterns drift 3 miles");
    const wish = { role: "operator", reason: "night shift without an operator" };
    const asked = await ask(vera, "POST", "/api/v1/elevations", wish);
    assert.equal((await decide(bert, asked.body.approval as Shown, "approve")).status, 200);
    const [running] = (await ask(vera, "GET", "/api/v1/elevations")).body.items as { id: string }[];
    assert.equal((await ask(vera, "POST", "/api/v1/elevations", wish)).status, 202, "asking again is no harm");
    assert.equal((await ask(vera, "DELETE", `/api/v1/elevations/${running?.id}`)).status, 204);
    assert.equal((await ask(vera, "DELETE", `/api/v1/elevations/${running?.id}`)).status, 404);
    const apart = await ask(anna, "POST", "/api/v1/elevations", { role: "auditor", reason: "curious about the trail" });
    assert.equal(apart.status, 422);
    assert.match(apart.body.detail, /kept apart/);
    assert.ok((await trail()).some(({ sentence }) => /ended before its time, by operator:vera.viewer/.test(sentence)));
  });

  it("P-107 opens an envelope once, loudly, and another person must review what was done", async () => {
    const { credential } = await test.core.fourEyes.breakGlass.make("emergency-1", { id: "cli:root", via: "cli" });
    assert.match(credential, /^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
    const open = (given: string, id = "emergency-1") =>
      test.api.app.inject({
        method: "POST",
        url: "/api/v1/session/break-glass",
        payload: { id, credential: given, reason: "the directory is down and the boiler is not" },
      });
    const wrong = [await open("AAAA-BBBB"), await open(credential, "nobody-here")];
    assert.deepEqual(
      wrong.map(({ statusCode }) => statusCode),
      [401, 401],
    );
    assert.equal(wrong[0]?.json().detail, wrong[1]?.json().detail);
    const byPassword = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "emergency-1", password: credential },
    });
    assert.equal(byPassword.statusCode, 401);
    const [first, second] = await Promise.all([open(credential.toLowerCase()), open(credential)]);
    assert.deepEqual(
      [first.statusCode, second.statusCode].toSorted((a, b) => a - b),
      [200, 401],
    );
    const envelope = cookieOf((first.statusCode === 200 ? first : second).headers["set-cookie"]);
    assert.equal((await open(credential)).statusCode, 401, "the old one is dead");
    const alarm = async (condition: string) =>
      [...test.line.engine.all()].find((one) => one.point === "break-glass/emergency-1" && one.condition === condition);
    assert.deepEqual([(await alarm("used"))?.priority, (await alarm("used"))?.active], ["critical", true]);
    const [review] = (await waiting(bert)).filter(({ kind }) => kind === "review");
    assert.ok(review);
    assert.equal((await decide(envelope, review, "close", "I looked at it myself")).status, 403);
    assert.equal((await decide(bert, review, "approve")).status, 409);
    assert.equal((await decide(bert, review, "close")).status, 422, "without a comment");
    const codes = await ask(envelope, "POST", "/api/v1/profile/recovery-codes");
    assert.equal(codes.status, 409, "no second way in");
    const setPassword = { password: "three geese beside the weir" };
    const door = await ask(anna, "PUT", "/api/v1/operators/emergency-1/password", setPassword, REASON);
    assert.equal(door.status, 409);
    await addChannel("tempting");
    const refused = await ask(envelope, "DELETE", "/api/v1/site/channel/tempting", undefined, REASON);
    assert.deepEqual([refused.status, refused.body.title], [403, "Not permitted"]);
    const request = await askRemoval(anna, "tempting");
    assert.equal((await decide(envelope, request, "approve")).status, 403);
    test.clock.advance(24 * 3_600_000 + 1000);
    await eventually(async () => (await alarm("review-overdue"))?.active === true);
    bert = await signIn("bert.maier", BERTS_OWN);
    assert.equal((await decide(bert, review, "close", "It was the night of the flood; all in order.")).status, 200);
    await eventually(
      async () => (await alarm("used"))?.active === false && (await alarm("review-overdue"))?.active === false,
    );
  });

  it("P-062 reports a sealed credential that is 30 days old", async () => {
    const { credential } = await test.core.fourEyes.breakGlass.make("emergency-2", { id: "cli:root", via: "cli" });
    assert.ok(credential);
    const old = () => [...test.line.engine.all()].find((one) => one.point === "break-glass/emergency-2");
    test.clock.advance(30 * 24 * 3_600_000 + 1000);
    await eventually(async () => old()?.active === true);
    await test.core.fourEyes.breakGlass.make("emergency-2", { id: "cli:root", via: "cli" });
    await eventually(async () => old()?.active === false);
  });

  /** Asks again after everything that the feed tells. */
  async function eventually(probe: () => Promise<boolean>): Promise<void> {
    while (!(await probe())) {
      await new Promise<void>((resolve) => {
        const leave = test.feed.listen(() => {
          leave();
          resolve();
        });
      });
    }
  }
});
