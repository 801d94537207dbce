import type { z } from "zod";
import { Area } from "./area.ts";
import { ChannelItem, Template } from "./channel-item.ts";
import { DirectoryItem } from "./directory-item.ts";
import { Plan } from "./floor-plan.ts";
import type { Language } from "./language.ts";
import { Drill, Person, Team } from "./person.ts";
import { Point, Source } from "./point.ts";
import { Policy, Route } from "./policy.ts";
import { Procedure } from "./procedure.ts";
import { Report } from "./report.ts";
import { Schedule } from "./schedule.ts";
import { SiteSettings } from "./settings.ts";
import { Partition, Workstation } from "./station.ts";
import { Suppression } from "./suppression.ts";
import { View } from "./view.ts";
import { WitnessItem } from "./witness.ts";

/**
 * The site: everything that people configure, as documents of a few kinds. The same schemas validate the API, the YAML
 * of `tocsin apply` and what is read from the database, and describe themselves in OpenAPI.
 */

/** In the order in which they may refer to each other. */
export const SITE_KINDS = {
  setting: SiteSettings,
  partition: Partition,
  workstation: Workstation,
  channel: ChannelItem,
  template: Template,
  person: Person,
  drill: Drill,
  report: Report,
  team: Team,
  schedule: Schedule,
  policy: Policy,
  route: Route,
  source: Source,
  area: Area,
  point: Point,
  plan: Plan,
  suppression: Suppression,
  procedure: Procedure,
  view: View,
  directory: DirectoryItem,
  witness: WitnessItem,
} as const;
export type SiteKind = keyof typeof SITE_KINDS;
export type SiteItem<K extends SiteKind> = z.output<(typeof SITE_KINDS)[K]>;

/** The whole site in memory. Version counts the changes of that one document. */
export interface Site {
  readonly items: { readonly [K in SiteKind]: ReadonlyMap<string, Versioned<SiteItem<K>>> };
}

export interface Versioned<T> {
  readonly version: number;
  readonly body: T;
}

export function settingsOf(site: Site): SiteItem<"setting"> {
  return site.items.setting.get("site")?.body ?? SiteSettings.parse({ id: "site" });
}

/** In which a person is told and asked. @param person id; who is not a person of the site gets the site's language */
export function languageOf(site: Site, person: string): Language {
  return site.items.person.get(person)?.body.language ?? settingsOf(site).language;
}
