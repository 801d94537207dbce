import assert from "node:assert/strict";
import { test } from "node:test";
import { Interpreter } from "./said-in.ts";

const KINDS = { source: "Quelle", area: "Ort" };
const german = new Interpreter(
  {
    "Sign in.": "Melden Sie sich an.",
    "There is no {kind} '{id}'.": "{kind} „{id}“ gibt es nicht.",
    "You may not change the {kind} '{id}': {why}.": "Sie dürfen {kind} „{id}“ nicht ändern: {why}.",
    "it needs the right '{right}'": "dazu gehört das Recht „{right}“",
    "{who} may not do this: {why}.": "{who} darf das nicht: {why}.",
    "'{id}' is shut; `open {id}` opens it.": "„{id}“ ist zu; `open {id}` öffnet es.",
  },
  KINDS,
);

test("a sentence is said with what was put in, in the order of the other language", () => {
  assert.equal(german.say("Sign in."), "Melden Sie sich an.");
  assert.equal(german.say("There is no source 'plc'."), "Quelle „plc“ gibt es nicht.");
  assert.equal(german.say("'x' is shut; `open x` opens it."), "„x“ ist zu; `open x` öffnet es.");
});

test("a reason within a sentence is said too, and nobody's name is", () => {
  assert.equal(
    german.say("You may not change the area 'source': it needs the right 'site:write'."),
    "Sie dürfen Ort „source“ nicht ändern: dazu gehört das Recht „site:write“.",
  );
  assert.equal(german.say("Sign in. may not do this: never."), "Sign in. darf das nicht: never.");
});

test("what there are no words for stays as it came, whatever stands in it", () => {
  for (const text of ["Something new.", "", "$& {id} \\k<id>", "__proto__", "constructor"])
    assert.equal(german.say(text), text);
  assert.equal(german.say("There is no source '$&'."), "Quelle „$&“ gibt es nicht.");
});
