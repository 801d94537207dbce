import { quantile, type Row, rowOf } from "../measure.ts";
import { Server } from "../server.ts";

const AT_ONCE = 4;
const EACH = 50;
const PASSWORD = "seven grey herons in fog";

/** From the request to the session, with four people signing in at once, again and again. */
export async function signIn(runs: number): Promise<Row[]> {
  const server = await Server.fresh();
  const people = Array.from({ length: AT_ONCE }, (_, n) => `watcher${n}`);
  for (const id of people) {
    const wanted = { id, name: `Watcher ${id}`, password: PASSWORD, roles: [{ role: "operator", partitions: [] }] };
    const { status, body } = await server.control("POST", "/api/v1/operators", wanted);
    if (status !== 201) throw new Error(`${id} could not be made: ${status} ${JSON.stringify(body)}`);
  }
  const p99s: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const took: number[] = [];
    await Promise.all(
      people.map(async (id) => {
        for (let n = 0; n < EACH; n++) {
          const began = performance.now();
          const { status } = await server.ask("POST", "/api/v1/session", { id, password: PASSWORD }, "");
          if (status !== 200) throw new Error(`${id} could not sign in: ${status}`);
          took.push(performance.now() - began);
        }
      }),
    );
    p99s.push(quantile(took, 0.99));
  }
  await server.stop();
  return [rowOf("sign-in-p99-ms", p99s)];
}
