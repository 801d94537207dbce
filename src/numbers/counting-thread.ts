import type { ReadingTask } from "#store/reading.ts";
import { type Accusation, type BadActor, badActorsOf } from "./bad-actors.ts";
import { type Numbers, numbersOf, type Wanted } from "./figures.ts";
import type { Ground } from "./ground.ts";

/** What is counted in a thread of its own. */
export type CountingOrder =
  | { readonly count: "numbers"; readonly ground: Ground; readonly wanted: Wanted }
  | { readonly count: "bad-actors"; readonly accusation: Accusation };

const count: ReadingTask<CountingOrder, Numbers | BadActor[]> = (rows, order, tell) =>
  order.count === "numbers"
    ? numbersOf(rows, order.ground, order.wanted, tell)
    : badActorsOf(rows, order.accusation, tell);

export default count;
