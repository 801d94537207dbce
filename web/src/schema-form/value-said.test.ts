import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { SITE_KINDS } from "../../../src/site/site.ts";
import { fieldOf, type JsonSchema } from "./fields.ts";
import { fieldAt, namedIn, stepsOf, valueSaid } from "./value-said.ts";

const fieldsOf = (kind: keyof typeof SITE_KINDS) =>
  fieldOf(z.toJSONSchema(SITE_KINDS[kind], { io: "input", unrepresentable: "any" }) as JsonSchema);
const NAMES: Readonly<Record<string, string>> = {
  "person anna": "Anna Berg",
  "schedule nights": "Night shift",
  "channel mail": "Mail",
};
const named = (of: string, id: string) => NAMES[`${of} ${id}`] ?? id;
const said = (kind: keyof typeof SITE_KINDS, place: string, value: unknown) => {
  const path = stepsOf(place);
  return valueSaid(fieldAt(fieldsOf(kind), path), value, path, named);
};

describe("what stands in a document, as people read it", () => {
  it("calls what it names by id by its name", () => {
    assert.equal(said("team", "members", ["anna", "ben"]), "Anna Berg, ben");
    assert.equal(said("person", "methods[0].channel", "mail"), "Mail");
    assert.equal(said("policy", "fallback", [{ person: "anna" }]), "Anna Berg");
    assert.equal(said("policy", "steps[0].tell[1]", { schedule: "nights" }), "Night shift");
  });

  it("says switches, choices and numbers in words and with their units", () => {
    assert.deepEqual([said("channel", "enabled", true), said("channel", "enabled", false)], ["on", "off"]);
    assert.equal(said("policy", "steps[0].waitSec", 90), "90 s");
    assert.equal(said("person", "language", "de"), "German");
  });

  it("puts entries of a list under one another, each by its fields", () => {
    const methods = [
      { id: "mail", channel: "mail", address: "anna@plant.example" },
      { id: "sms", channel: "gsm", address: "+491711234567" },
    ];
    assert.equal(
      said("person", "methods", methods),
      "Contact method 1: Short name: mail; Channel: Mail; Address: anna@plant.example\nContact method 2: Short name: sms; Channel: gsm; Address: +491711234567",
    );
  });

  it("leaves what its schema doesn't know as it stands, and says nothing where there is nothing", () => {
    assert.equal(said("team", "unheard.of", { a: 1 }), '{"a":1}');
    assert.deepEqual([said("team", "members", null), said("team", "members", [])], ["", ""]);
    assert.equal(said("source", "settings", { host: "10.0.0.9" }), '{"host":"10.0.0.9"}');
  });

  it("knows which kinds of documents are named below a field", () => {
    const tell = fieldAt(fieldsOf("policy"), stepsOf("steps[0].tell"));
    assert.ok(tell);
    assert.deepEqual(new Set(namedIn(tell)), new Set(["person", "team", "schedule"]));
  });
});
