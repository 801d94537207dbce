import assert from "node:assert/strict";
import { test } from "node:test";
import { type Browser, obstacleOf } from "./device.ts";
import { notificationOf, pageOf, readNote } from "./notification.ts";

const note = {
  id: 42,
  kind: "alarm",
  title: "HIGH: Boiler hot, House",
  body: "Where: House",
  priority: "high",
  language: "en",
  link: "https://alarms.example/alarms/7",
  thread: "alarm-7-3",
  alarm: 7,
  occurrence: 3,
  sequence: 2,
};

test("a note becomes a notification that replaces the former one about the same alarm", () => {
  const read = readNote(JSON.stringify(note));
  const { title, options } = notificationOf(read);
  const { tag, renotify, requireInteraction, actions } = options as Record<string, unknown>;
  assert.deepEqual([title, options.body, tag], [note.title, note.body, "alarm-7-3"]);
  assert.deepEqual([renotify, requireInteraction], [true, true]);
  assert.deepEqual(actions, [
    { action: "acknowledge", title: "Acknowledge" },
    { action: "open", title: "Open" },
  ]);
  assert.equal(pageOf(read), "/alarms/7");
});

test("what is no alarm can't be acknowledged, and German notes have German buttons", () => {
  for (const other of [{ kind: "cleared" }, { kind: "test", alarm: 0 }, { alarm: 0 }, { alarm: "7/../x" }]) {
    const { options } = notificationOf(readNote(JSON.stringify({ ...note, ...other, language: "de" })));
    const { actions } = options as { actions?: unknown };
    assert.deepEqual(actions, [{ action: "open", title: "Öffnen" }], JSON.stringify(other));
  }
  assert.equal(pageOf(readNote(JSON.stringify({ ...note, alarm: "../evil" }))), "/");
});

test("what can't be read is shown all the same", () => {
  for (const text of ["", "null", "[]", "{}", '{"title":1,"kind":"alarm"}', "�"]) {
    assert.equal(readNote(text), null, text);
  }
  assert.equal(notificationOf(null).title, "A message came that could not be read");
  assert.equal(pageOf(null), "/");
});

test("why this browser can't be pushed to", () => {
  const good: Browser = {
    serviceWorker: true,
    push: true,
    permission: "default",
    refused: null,
    fingerprint: null,
  };
  const table: readonly (readonly [Partial<Browser>, ReturnType<typeof obstacleOf>])[] = [
    [{}, null],
    [{ permission: "granted" }, null],
    [{ permission: "denied" }, "blocked"],
    [{ permission: null }, "unsupported"],
    [{ push: false }, "unsupported"],
    [{ refused: "An SSL certificate error occurred", push: false }, "untrusted"],
    [{ serviceWorker: false, push: false }, "insecure"],
  ];
  for (const [change, expected] of table) assert.equal(obstacleOf({ ...good, ...change }), expected);
});
