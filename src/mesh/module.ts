import { join } from "node:path";
import type { NoteKey } from "#audit/note.ts";
import type { Channel } from "#channels/channel.ts";
import type { Driver } from "#drivers/driver.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import { uriOf } from "#trust/identity.ts";
import { IdentityKeeper } from "#trust/identity-keeper.ts";
import { type Condition, CoreLink, type CoreSession, type Serving } from "./core-link.ts";
import type { HostRole } from "./navigation.ts";

export interface ModuleParts {
  readonly role: HostRole;
  /** `10.0.0.5:4020`, in the order in which they are tried. */
  readonly cores: readonly string[];
  readonly dataFolder: string;
  /** What the role can serve; asked for once. */
  readonly drivers: () => Promise<readonly Driver[]>;
  readonly channels: () => Promise<readonly Channel[]>;
  /** By which a witness of the audit trail believes checkpoints, beside those that the trail names itself. */
  readonly keys?: () => Promise<readonly NoteKey[]>;
  /** What the spool may hold at most. */
  readonly spoolBytes: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a module is for. */
interface Role {
  condition(): Condition;
  serve(session: CoreSession): Serving;
  stop(): Promise<void>;
}

export interface Module {
  /** Resolves with why an operator wants it to start anew. */
  readonly restart: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a module of this machine: it keeps its certificate, dials the core, and serves. Throws a `Fault` (`untrusted`)
 * while the machine has not joined the site, or as something else.
 */
export async function startModule(parts: ModuleParts): Promise<Module> {
  const { clock, log, dataFolder } = parts;
  const folder = join(dataFolder, "trust");
  const keeper = new IdentityKeeper({ clock, log, folder, sign: (request) => link.sign(request) });
  const identity = keeper.start();
  if (!identity) {
    throw new Fault("untrusted", `${dataFolder} belongs to no site yet. Join one with "tocsin trust join HOST".`);
  }
  if (identity.name.role !== parts.role) {
    keeper.stop();
    throw new Fault("untrusted", `${dataFolder} joined as ${uriOf(identity.name)}, not as a ${parts.role}.`);
  }
  const { site } = identity.name;
  const denyList = new DenyListHolder(authorityFiles(dataFolder).denyList, {
    site,
    // Others while the root of the site is being replaced.
    get roots() {
      return (keeper.current ?? identity).roots;
    },
  });
  const role = await openRole(parts);
  const { promise: restart, resolve } = Promise.withResolvers<string>();
  const link: CoreLink = new CoreLink({
    cores: parts.cores,
    identity: () => keeper.current ?? identity,
    denyList,
    clock,
    log,
    condition: () => role.condition(),
    serve: (session) => role.serve(session),
    // A machine that was away while its certificate was due: now it can be renewed.
    registered: () => {
      if (keeper.failed !== null) keeper.renew().catch(() => {});
    },
    restart: resolve,
    wanted: (because) => {
      log.info({ because }, "the core wants this module to have a new certificate");
      keeper.renew().catch((thrown: unknown) => {
        log.error({ because: saying(thrown) }, "the certificate of this node could not be renewed; trying again");
      });
    },
  });
  keeper.onRenewed(() => void link.renew());
  return {
    restart,
    async stop() {
      keeper.stop();
      await role.stop();
      await link.stop();
    },
  };
}

/** Only what the role needs is loaded. */
async function openRole(parts: ModuleParts): Promise<Role> {
  const { dataFolder, spoolBytes, clock, log } = parts;
  switch (parts.role) {
    case "driver-host": {
      const { DriverHostModule } = await import("./driver-host.ts");
      const folder = join(dataFolder, "spool");
      return DriverHostModule.open({ drivers: await parts.drivers(), folder, mostBytes: spoolBytes, clock, log });
    }
    case "notifier-host": {
      const { NotifierHostModule } = await import("./notifier-host.ts");
      const { Speech } = await import("#speech/speech.ts");
      return NotifierHostModule.open({
        channels: await parts.channels(),
        folder: join(dataFolder, "sent"),
        channelFolder: join(dataFolder, "channels"),
        speech: new Speech({ clock, log, folder: join(dataFolder, "cache", "speech") }),
        clock,
        log,
      });
    }
    case "audit-witness": {
      const { AuditWitnessModule } = await import("./audit-witness.ts");
      return AuditWitnessModule.open({
        file: join(dataFolder, "audit-trail.jsonl"),
        keys: (await parts.keys?.()) ?? [],
        log,
      });
    }
  }
}
