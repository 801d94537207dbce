import assert from "node:assert/strict";
import { test } from "node:test";
import { type CallOutcome, deliveryOf, readRefusal } from "#channels/voice/answer.ts";
import { Interpreter } from "#kernel/said-in.ts";
import { outcomes } from "../web/src/texts/german/server/outcomes.ts";

const ofStatus = (status: number, reason: string) =>
  readRefusal({ kind: "refused", status, reason, afterMs: undefined }, "PBX");

/** Ways in which a call ends, whether it is made again, and what the delivery log says of it in German. */
const ENDS: readonly (readonly [CallOutcome, retry: number | null, german: string])[] = [
  [ofStatus(486, "Busy Here"), 20_000, "besetzt (PBX: 486 Busy Here)"],
  [readRefusal({ kind: "given-up" }, "PBX"), 30_000, "nicht angenommen (niemand nahm ab)"],
  [ofStatus(480, "Away"), 30_000, "nicht angenommen (PBX: 480 Away)"],
  [ofStatus(603, "Decline"), null, "der Anruf wurde abgewiesen (PBX: 603 Decline)"],
  [ofStatus(404, "Not Found"), null, "diese Nummer ist nicht erreichbar (PBX: 404 Not Found); berichtigen Sie sie"],
  [
    ofStatus(488, "Not Acceptable Here"),
    null,
    "die Gegenseite nimmt keinen Ton an, den dieser Server spricht, G.711 (PBX: 488 Not Acceptable Here)",
  ],
  [{ kind: "spoken", ending: "no-digit" }, 30_000, "angenommen, aber keine Taste gedrückt: Niemand hat quittiert"],
  [{ kind: "hung-up" }, 30_000, "angenommen und ohne Taste aufgelegt: Niemand hat quittiert"],
  [
    { kind: "hung-up", deaf: true },
    30_000,
    "angenommen und ohne Taste aufgelegt: Niemand hat quittiert; von dort kam kein Ton: Sehen Sie nach, ob die Firewall UDP zu mediaPorts durchlässt",
  ],
  [{ kind: "spoken", ending: "acknowledged" }, null, "angenommen und mit einer Taste quittiert"],
  [
    { kind: "spoken", ending: "escalated" },
    null,
    "angenommen und mit einer Taste abgelehnt: die Nächsten werden gerufen",
  ],
  [
    { kind: "spoken", ending: "transferred" },
    120_000,
    "angenommen und mit jemandem im Dienst verbunden: Niemand hat quittiert",
  ],
  [{ kind: "spoken", ending: "wrong-pin" }, null, "angenommen, und die PIN war dreimal falsch"],
  [{ kind: "spoken", ending: "heard" }, null, "angenommen und bis zum Ende angesagt"],
  [
    ofStatus(403, "Forbidden"),
    0,
    "PBX: 403 Forbidden; prüfen Sie Benutzer und Kennwort, und ob diese Nummer angerufen werden darf",
  ],
];

test("each way in which a call ends has its own retry, and its own words in both languages", () => {
  const german = new Interpreter(outcomes, {});
  const said = ENDS.map(([outcome, retry, words]) => {
    const delivery = deliveryOf(outcome, 1, 3);
    const { because } = delivery;
    assert.equal(german.say(because), words);
    assert.equal(delivery.outcome === "retry" ? (delivery.afterMs ?? 0) : null, retry, because);
    return because;
  });
  assert.equal(new Set(said).size, ENDS.length);
});

test("the last call of all says that it was the last", () => {
  const { outcome, because } = deliveryOf(ofStatus(486, "Busy Here"), 3, 3);
  assert.equal(outcome, "rejected");
  const german = new Interpreter(outcomes, {});
  assert.equal(german.say(because), "besetzt (PBX: 486 Busy Here); das war Anruf 3 von 3");
});
