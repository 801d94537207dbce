import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notification } from "../api/contract.ts";
import { messagesByPerson } from "./messages-to.ts";

const message = (person: string, createdAt: number, repliedAt: number | null = null) =>
  ({ person, createdAt, repliedAt }) as Notification;

test("whoever answered stands first, everybody else in the order in which they were told, each once", () => {
  const told = messagesByPerson([
    message("ben", 30, 45),
    message("anna", 20),
    message("chiara", 10),
    message("ben", 15, 40),
    message("anna", 5),
  ]);
  assert.deepEqual(
    told.map(({ person, messages, answeredAt }) => [person, messages.map(({ createdAt }) => createdAt), answeredAt]),
    [
      ["ben", [15, 30], 45],
      ["anna", [5, 20], null],
      ["chiara", [10], null],
    ],
  );
});

test("nobody was told: there is nobody", () => assert.deepEqual(messagesByPerson([]), []));
