// A reporter for node:test: one line for each test that passed, `file#title`. A skipped test proves nothing.
import { relative } from "node:path";

export default async function* passed(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" || data.skip || data.todo || !data.file) continue;
    yield `${relative(process.cwd(), data.file)}#${data.name}\n`;
  }
}
