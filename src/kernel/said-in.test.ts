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
    "{where}: {why}": "{where}: {why}",
    "{name} can't be reached: {skipped}": "{name} ist nicht erreichbar: {skipped}",
    "{method} is off": "{method} ist aus",
    "on duty in {schedule}": "im Dienst in {schedule}",
    "{name} was told by {method}: {why}": "{name} wurde über {method} verständigt: {why}",
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

test("sentences that follow one another are said each, also within brackets and lists", () => {
  assert.equal(
    german.say(
      "Anna was told by sms: on duty in Nights (mail is off; call is off). Ben was told by sms: on duty in Nights",
    ),
    "Anna wurde über sms verständigt: im Dienst in Nights (mail ist aus; call ist aus). Ben wurde über sms verständigt: im Dienst in Nights",
  );
  assert.equal(
    german.say("Anna can't be reached: mail is off, sms is off"),
    "Anna ist nicht erreichbar: mail ist aus, sms ist aus",
  );
});

test("what a far side said stays as it said it", () => {
  for (const said of ["mail.example:25: 550 5.1.1 No such user; ask (us). Bye", "a; b", "x is y. z (1"])
    assert.equal(german.say(said), said);
});

test("all reasons up to the full stop of a sentence are its own", () => {
  const stopped = new Interpreter(
    {
      "It can't be done: {why}.": "Es geht nicht: {why}.",
      "{where}: {why}": "{where}: {why}",
      "{name} is gone": "{name} ist fort",
      "the witness says: {why}": "der Zeuge sagt: {why}",
    },
    {},
  );
  assert.equal(
    stopped.say("It can't be done: b2 is gone; the witness says: b3 is gone."),
    "Es geht nicht: b2 ist fort; der Zeuge sagt: b3 ist fort.",
  );
});

test("a long text of somebody else's is not taken apart for ever", () => {
  const text = "a. ".repeat(150) + "; b".repeat(30);
  assert.equal(german.say(text), text);
});

test("of what an alarm says the part behind its name is said, and its numbers as the language writes them", () => {
  const limit = {
    "the value went above {limit}, it is {value}": "der Wert stieg über {limit}, er ist {value}",
    "{says}, zone {count}": "{says}, Zone {count}",
    "{point}: {says}": "{point}: {says}",
    Fire: "Feuer",
  };
  const texts = new Interpreter(limit, {}, "de-DE");
  const cases = {
    "the value went above 95.5, it is 100.25": "der Wert stieg über 95,5, er ist 100,25",
    "Boiler 2: the value went above 95, it is 100.5": "Boiler 2: der Wert stieg über 95, er ist 100,5",
    "Hall: Boiler: the value went above 95, it is -1.5": "Hall: Boiler: der Wert stieg über 95, er ist -1,5",
    "Hall: Fire, zone 3": "Hall: Feuer, Zone 3",
    "Hall: Firewood, zone 3": "Hall: Firewood, zone 3",
    "Boiler 2: leaks": "Boiler 2: leaks",
    "Boiler 2: ": "Boiler 2: ",
  };
  for (const [english, expected] of Object.entries(cases)) assert.equal(texts.sayBehindName(english), expected);
  const sentences = new Interpreter(
    {
      'Nobody answers "{alarm}": {why}. Call somebody.':
        "Auf „{alarm}“ antwortet niemand: {why}. Rufen Sie jemanden an.",
      "no time is left": "die Zeit ist um",
      "release {version} came on {day}": "die Version {version} kam am {day}",
      high: "hoch",
    },
    {},
    "de-DE",
    texts,
  );
  const around = {
    'Nobody answers "Boiler: the value went above 1, it is 2.5": no time is left. Call somebody.':
      "Auf „Boiler: der Wert stieg über 1, er ist 2,5“ antwortet niemand: die Zeit ist um. Rufen Sie jemanden an.",
    'Nobody answers "Tank: high": no time is left. Call somebody.':
      "Auf „Tank: high“ antwortet niemand: die Zeit ist um. Rufen Sie jemanden an.",
    "release 1.2 came on 2026-11-30": "die Version 1.2 kam am 30.11.2026",
    "release 1.2 came on Mon 2026-11-30 08:05": "die Version 1.2 kam am Mo., 30.11.2026, 08:05",
    "release 1.2 came on Mon 30 Nov 2026, 08:05": "die Version 1.2 kam am Mo., 30.11.2026, 08:05",
    "release 1.2 came on 3 Sep 2026, 23:59": "die Version 1.2 kam am 03.09.2026, 23:59",
  };
  for (const [english, expected] of Object.entries(around)) assert.equal(sentences.say(english), expected);
});
