import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { draft, olga, policy, Stage, step } from "../../test/peers/dispatcher-stage.ts";
import { person } from "../../test/peers/escalation-site.ts";

describe("a message that is rejected", () => {
  it("uses the next method when all attempts of one were rejected", () => {
    const rules = [{ priorities: [...PRIORITIES], tell: [{ method: "mail" }, { method: "sms", afterSec: 300 }] }];
    const stage = new Stage({
      ...policy({ steps: [{ waitSec: 600, tell: [{ person: "dora" }] }] }),
      person: [person("dora", { rules })],
    });
    stage.raise(1);
    const fail = () => {
      const last = stage.sent.at(-1);
      assert.ok(last);
      const { batch, commit } = stage.journal.open();
      stage.dispatcher.failed(batch, last, "550 no such mailbox");
      commit();
    };
    fail();
    fail();
    assert.deepEqual(stage.said, ["0 dora mail", "0 dora sms", "0 dora voice"]);
    assert.deepEqual(stage.reported, []);
    fail();
    assert.deepEqual(stage.reported, ["raise person/dora not-reached"]);
    assert.match(
      stage.own[0]?.text ?? "",
      /Dora can't be reached: voice failed and no method is left \(550 no such mailbox\)/,
    );
    stage.acknowledge(1, olga);
    assert.deepEqual(stage.reported.slice(1), ["clear person/dora not-reached"]);
  });

  it("begins the next step when the only person that was told can't be reached", () => {
    const stage = new Stage(draft());
    stage.raise(1);
    const first = stage.sent[0];
    assert.ok(first);
    const { batch, commit } = stage.journal.open();
    stage.dispatcher.failed(batch, first, "550");
    commit();
    assert.deepEqual(stage.said, ["0 anna mail", "0 bob mail"]);
  });

  it("sends a digest by the next method when the first is rejected", () => {
    const stage = new Stage(policy({ digest: { moreThan: 1, withinSec: 60 }, steps: [step("dora")] }));
    for (let id = 1; id <= 5; id++) stage.raise(id);
    stage.clock.advance(1_000);
    const mail = stage.sent.find((one) => one.kind === "digest" && one.method === "mail");
    assert.ok(mail);
    const { batch, commit } = stage.journal.open();
    stage.dispatcher.failed(batch, mail, "550");
    commit();
    const last = stage.sent.at(-1);
    assert.deepEqual([last?.kind, last?.method, last?.text], ["digest", "sms", mail.text]);
  });
});
