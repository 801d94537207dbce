import { spawn } from "node:child_process";

/**
 * Runs npm scripts at the same time, those that are joined by a comma one after the other, and prints what each has said
 * once it is over. Fails when one failed.
 */
const lanes = process.argv.slice(2).map(async (lane) => {
  for (const script of lane.split(",")) await run(script);
});
await Promise.all(lanes);

async function run(script: string): Promise<void> {
  const child = spawn("npm", ["run", "--silent", script], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      said.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.once("close", (ended) => resolve(ended ?? 1));
  });
  console.log(`\n== npm run ${script}: ${code === 0 ? "passed" : `failed with ${code}`}`);
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) process.exitCode = 1;
}
