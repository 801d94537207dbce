import { version } from "#kernel/version.ts";

export function run(): Promise<number> {
  console.log(`Tocsin ${version} on Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  return Promise.resolve(0);
}
