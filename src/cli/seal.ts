import { existsSync, mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemClock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { loadSettings } from "#kernel/settings.ts";
import {
  confirmShare,
  exportRoots,
  importRoots,
  moveRoot,
  newShares,
  recoverRoot,
  type Target,
} from "#trust/change.ts";
import { replaceDurably } from "#trust/key-file.ts";
import { note } from "#trust/notes.ts";
import { type TrustFiles, trustFiles, withRootFile } from "#trust/root-file.ts";
import { type OpenRoots, openRoots } from "#trust/root-keys.ts";
import { readShare, type Share } from "#trust/shares.ts";
import { CREDS_KEYS, type CredsKey, strongestCredsKey, troubleWith } from "#trust/systemd-creds.ts";
import { ASKING, ask } from "./ask.ts";
import { control } from "./control.ts";
import { askHidden, linesOfDescriptor, passphraseOf } from "./hidden-input.ts";
import { showSeal } from "./seal-status.ts";

const OPTIONS = {
  ...ASKING,
  to: { type: "string" },
  from: { type: "string" },
  "key-file": { type: "string" },
  with: { type: "string" },
  under: { type: "string", default: "file" },
  /** Of the seal as it is. */
  "passphrase-fd": { type: "string" },
  /** Of what is made: a new provider, an exported file. For `import`, of the file. */
  "new-passphrase-fd": { type: "string" },
  "shares-fd": { type: "string" },
} as const;

function read(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}
type Options = ReturnType<typeof read>["values"];

interface Work {
  readonly dataFolder: string;
  readonly files: TrustFiles;
  readonly options: Options;
  readonly open: () => OpenRoots;
  readonly ask: () => string | null;
}

const VERBS: Readonly<Record<string, (work: Work, argument: string | undefined) => Promise<number>>> = {
  status: ({ dataFolder, options }) => Promise.resolve(showSeal(dataFolder, options.json)),
  provider: changeProvider,
  rotate,
  shares,
  "confirm-share": confirm,
  recover,
  export: exportKeys,
  import: importKeys,
};

/** `tocsin seal`: how the root key is kept, from which the protection of every secret comes. */
export async function run(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = read(args);
  const [name = "", argument] = positionals;
  const verb = VERBS[name];
  if (!verb) {
    console.error(`Say "tocsin seal" and one of: ${Object.keys(VERBS).join(", ")}.`);
    return 2;
  }
  const { dataFolder } = loadSettings({ dataFolder: options.data, file: options.config });
  const files = trustFiles(dataFolder);
  if (name !== "status" && name !== "recover" && name !== "import" && !existsSync(files.folder)) {
    throw new Fault("not-found", `There is no Tocsin in ${dataFolder}. Name its folder with --data.`);
  }
  let words: string | null | undefined;
  const askOnce = () => (words ??= passphraseOf(options["passphrase-fd"], "Passphrase of the seal: "));
  return verb({ dataFolder, files, options, ask: askOnce, open: () => openRoots(dataFolder, askOnce) }, argument);
}

async function changeProvider(work: Work, name: string | undefined): Promise<number> {
  const { files, open } = work;
  const target = targetOf(name ?? "", work.options);
  await noted(work, "provider-changed", `ordered that ${describe(target)} keeps the root key`, () => {
    moveRoot(files, open(), target);
  });
  console.log(`The root key is now kept by ${describe(target)}. What kept it before was removed from ${files.folder}.`);
  console.log('Copies and backups of before still open with it: "tocsin seal rotate" makes a new root key.');
  return 0;
}

async function rotate({ options }: Work): Promise<number> {
  const done = (await ask(options, "POST", "/api/v1/seal/rotation")) as {
    from: string;
    to: string;
    resealed: number;
    unreadable: string[];
  };
  if (options.json) console.log(JSON.stringify(done));
  else {
    console.log(`The root key is now ${done.to}; ${done.resealed} rows were sealed anew.`);
    for (const what of done.unreadable) console.log(`Not sealed anew, for it could not be opened: ${what}`);
    console.log(`The former key ${done.from} is given up at the next start, when nothing is sealed with it any more.`);
    console.log(
      'Now make new recovery shares ("tocsin seal shares"), and bring the key to standbys on other machines.',
    );
  }
  return done.unreadable.length === 0 ? 0 : 1;
}

async function shares(work: Work): Promise<number> {
  const { files, open } = work;
  const made: string[] = [];
  await noted(
    work,
    "shares-made",
    "ordered three recovery shares of the root key; earlier ones hold no more",
    async () => {
      made.push(...(await newShares(files, open(), systemClock.now(), work.ask)));
    },
  );
  if (work.options.json) {
    console.log(JSON.stringify({ shares: made }));
    return 0;
  }
  console.log(
    "Three shares for three persons. Any two restore the root key on a new machine; one alone is worth nothing.",
  );
  console.log("They are shown this once. Give each to another person, on paper, and clear this screen.\n");
  for (const [at, share] of made.entries()) console.log(`Share ${at + 1} of 3\n  ${share}\n`);
  console.log('Each holder then types theirs into "tocsin seal confirm-share", and again every 180 days.');
  return 0;
}

async function confirm(work: Work): Promise<number> {
  const [share] = sharesOf(work.options, 1);
  if (!share) throw new Fault("invalid", "No share was given.");
  await noted(work, "share-confirmed", `entered, to confirm it, recovery share ${share.number}`, () => {
    confirmShare(work.files, share, systemClock.now());
  });
  console.log(`Share ${share.number} is good. Keep it where only its holder finds it.`);
  return 0;
}

async function recover(work: Work): Promise<number> {
  const target = targetOf(work.options.under, work.options);
  const [one, other] = sharesOf(work.options, 2);
  if (!one || !other) throw new Fault("invalid", "Two shares are needed.");
  let done = { kid: "", lasting: true };
  const did = `ordered that the root key ${one.kid} is restored from shares ${one.number} and ${other.number}, kept by ${describe(target)}`;
  await noted(work, "recovered", did, async () => {
    done = await recoverRoot(work.files, [one, other], target, systemClock.now());
  });
  console.log(`The root key ${done.kid} is restored, kept by ${describe(target)}. Start Tocsin again.`);
  if (!done.lasting) {
    console.log(
      "There was no readable trust/root.key.json of this key. If the key was ever rotated, links in messages that were",
    );
    console.log("sent before don't work any more; put the file back from a backup and recover once more to have them.");
  }
  return 0;
}

async function exportKeys(work: Work): Promise<number> {
  const { to } = work.options;
  if (to === undefined) throw new Fault("invalid", "Name the file to write: --to FILE.");
  if (existsSync(to)) throw new Fault("conflict", `${to} is there already. Name another file.`);
  const passphrase = newPassphrase(work.options, "Passphrase of the exported file: ");
  await noted(work, "exported", `ordered that the root key is exported to ${to}`, () => {
    replaceDurably(to, exportRoots(work.open(), passphrase));
  });
  console.log(`${to} opens with its passphrase alone: bring both by different ways, and delete the file afterwards.`);
  return 0;
}

async function importKeys(work: Work): Promise<number> {
  const { from } = work.options;
  if (from === undefined) throw new Fault("invalid", "Name the file that an export wrote: --from FILE.");
  const target = targetOf(work.options.under === "passphrase" ? "" : work.options.under, work.options);
  const passphrase = passphraseOf(work.options["new-passphrase-fd"], "Passphrase of the exported file: ");
  if (passphrase === null) throw noPassphrase("new-passphrase-fd");
  let kid = "";
  await noted(work, "imported", `ordered that the root key of ${from} is imported, kept by ${describe(target)}`, () => {
    kid = importRoots(work.files, from, passphrase, target);
  });
  console.log(`The root key is now ${kid}, kept by ${describe(target)}. Start Tocsin again, and delete ${from}.`);
  return 0;
}

/** Under the lock: noted for the trail, done, noted again when that failed, and handed to the server where one runs; else it takes it at its start. */
async function noted(work: Work, action: string, did: string, act: () => void | Promise<void>): Promise<void> {
  const { dataFolder, files } = work;
  // A new machine has no folder yet.
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  await withRootFile(files, async () => {
    note(dataFolder, systemClock.now(), `seal.${action}`, did);
    try {
      await act();
    } catch (thrown) {
      note(dataFolder, systemClock.now(), "seal.refused", `${did}, which was refused: ${saying(thrown)}`);
      throw thrown;
    }
  });
  await control(dataFolder)
    .request("POST", "/api/v1/seal/notes")
    .catch(() => undefined);
}

function targetOf(name: string, options: Options): Target {
  if (name === "file") return { provider: "file", file: options["key-file"] };
  if (name === "passphrase") {
    return { provider: "passphrase", passphrase: newPassphrase(options, "New passphrase of the seal: ") };
  }
  if (name !== "systemd-creds")
    throw new Fault("invalid", `There is no provider "${name}" for this. Choose systemd-creds, passphrase or file.`);
  return { provider: "systemd-creds", with: credsKey(options.with) };
}

function credsKey(wanted: string | undefined): CredsKey {
  const otherwise = "Take another provider: passphrase or file.";
  if (wanted === undefined) {
    const strongest = strongestCredsKey();
    if (strongest.key !== null) return strongest.key;
    throw new Fault("refused", `systemd-creds can't seal here (${strongest.because}). ${otherwise}`);
  }
  const key = CREDS_KEYS.find((one) => one === wanted);
  if (!key) throw new Fault("invalid", `--with must be one of ${CREDS_KEYS.join(", ")}, found "${wanted}".`);
  const trouble = troubleWith(key);
  if (trouble !== null)
    throw new Fault("refused", `systemd-creds can't seal with ${key} here: ${trouble}. ${otherwise}`);
  return key;
}

function describe(target: Target): string {
  if (target.provider === "file") return target.file === undefined ? "a key file" : `the key file ${target.file}`;
  return target.provider === "passphrase" ? "a passphrase" : `systemd-creds (${target.with})`;
}

/** Typed twice, or read once from a descriptor. */
function newPassphrase(options: Options, question: string): string {
  const given = options["new-passphrase-fd"];
  const first = passphraseOf(given, question, false);
  if (first === null) throw noPassphrase("new-passphrase-fd");
  if (given === undefined && askHidden("Once more: ") !== first)
    throw new Fault("invalid", "The two were not the same. Nothing was changed.");
  return first;
}

function noPassphrase(option: string): Fault {
  return new Fault("invalid", `A passphrase is needed. Enter it at a terminal, or give it by --${option} NUMBER.`);
}

function sharesOf(options: Options, count: number): Share[] {
  const given = options["shares-fd"];
  if (given !== undefined) {
    const lines = linesOfDescriptor(given, "shares-fd").filter((line) => line.trim() !== "");
    if (lines.length < count)
      throw new Fault("invalid", `${count} shares are needed, one a line; --shares-fd gave ${lines.length}.`);
    return lines.slice(0, count).map(readShare);
  }
  return Array.from({ length: count }, (_, at) => {
    for (;;) {
      const text = askHidden(count === 1 ? "Share: " : `Share ${at + 1} of ${count}: `);
      if (text === null) throw new Fault("invalid", "Enter the share at a terminal, or give it by --shares-fd NUMBER.");
      try {
        return readShare(text);
      } catch (thrown) {
        console.error(saying(thrown));
      }
    }
  });
}
