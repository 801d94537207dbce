import { spawn } from "node:child_process";

/** Runs npm scripts at the same time and prints what each has said, one after the other, once it is over. Fails when one failed. */
const runs = process.argv.slice(2).map((script) => {
  const child = spawn("npm", ["run", "--silent", script], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      said.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
  return { script, said, ended };
});
for (const { script, said, ended } of runs) {
  const code = await ended;
  console.log(`\n== npm run ${script}: ${code === 0 ? "passed" : `failed with ${code}`}`);
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) process.exitCode = 1;
}
