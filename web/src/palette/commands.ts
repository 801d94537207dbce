import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { soundDesk, useSound } from "../alarms/annunciator.ts";
import { waitsForAcknowledgement } from "../alarms/order.ts";
import { giveAll } from "../alarms/orders.ts";
import { trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { lockDesk } from "../lock/lock-desk.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { type Spot, spotOf, usePlansShowing } from "../plans/show-on-plan.tsx";
import { choicesOf } from "../screen/look.ts";
import { lookDesk } from "../screen/look-desk.tsx";
import { openWindow } from "../screen/windows.ts";
import { overlayDesk } from "../shell/overlay.ts";
import { PAGES } from "../shell/pages.ts";
import { leave } from "../watch/leave.ts";
import { alarmMeant, documentPlace, type Entry } from "./entries.ts";

/** The pages that whoever is signed in may open. */
export function usePages(): Entry[] {
  const may = useMay();
  const router = useRouter();
  const pages = PAGES.filter(({ needs }) => needs === undefined || may(needs)).map(({ path, label, group }) => ({
    key: `page ${path}`,
    group: t.palette.pages,
    label,
    hint: t.pageGroup[group],
    words: t.pageHelp.of[path]?.what ?? "",
    act: () => router.history.push(path),
  }));
  const profile = {
    key: "page /profile",
    group: t.palette.pages,
    label: t.profile.title,
    words: t.pageHelp.of["/profile"]?.what ?? "",
    act: () => router.history.push("/profile"),
  };
  const settings = {
    key: "page settings",
    group: t.palette.pages,
    label: t.palette.settings,
    hint: t.pageGroup.site,
    words: t.palette.settingsHave,
    act: () => router.history.push(documentPlace("setting", "site")),
  };
  return [...pages, profile, ...(may("site:read") ? [settings] : [])];
}

/** What can be ordered from anywhere about this screen. */
export function useCommands(): Entry[] {
  const router = useRouter();
  const queries = useQueryClient();
  const { annunciator, sounding } = useSound();
  const group = t.palette.commands;
  const muted = annunciator.muted;
  return [
    ...(sounding.sound ? [{ key: "silence", group, label: t.sound.silence, act: () => soundDesk.silence() }] : []),
    { key: "mute", group, label: muted ? t.sound.unmute : t.sound.mute, act: () => soundDesk.mute(!muted) },
    { key: "lock", group, label: t.lock.lock, hint: t.lock.keys, act: () => lockDesk.lock(false) },
    {
      key: "window",
      group,
      label: t.ownWindow.open,
      act: () => {
        openWindow(router.state.location.pathname);
      },
    },
    { key: "wall", group, label: t.wall.open, act: () => location.assign("/wall") },
    { key: "help", group, label: t.nav.help, hint: "F1", act: () => overlayDesk.show("help") },
    ...choicesOf("scheme").map((scheme) => ({
      key: `scheme ${scheme}`,
      group,
      label: `${t.look.title}: ${t.look.scheme[scheme]}`,
      act: () => lookDesk.choose({ scheme }),
    })),
    {
      key: "leave",
      group,
      label: t.nav.signOut,
      act: async () => {
        if (!(await leave(queries))) router.history.push("/hand-over");
      },
    },
  ];
}

/** What can be done about the alarm whose number was typed. It is acknowledged as it stands in the list of this screen. */
export function useAlarmEntries(text: string): Entry[] {
  const router = useRouter();
  const { state, table } = useLive();
  const may = useMay();
  const number = alarmMeant(text);
  const alarm = number === null ? undefined : table.rows.get(number)?.view;
  const plansShowing = usePlansShowing();
  if (number === null || !alarm) return [];
  const group = t.palette.alarm;
  const { priority, pointName } = alarm;
  const hint = `${pointName || alarm.point}: ${alarm.text}`;
  const entries: Entry[] = [
    {
      key: "open",
      group,
      label: t.palette.openAlarm(number),
      hint,
      priority,
      act: () => router.history.push(`/alarms/${number}`),
    },
  ];
  const onPlans = planEntries(router, plansShowing, spotOf(alarm), hint);
  if (!waitsForAcknowledgement(alarm)) return [...entries, ...onPlans];
  const barred = !may("alarms:acknowledge") ? t.orders.viewer : trusted(state) ? null : t.orders.noLink;
  const acknowledge: Entry = {
    key: "acknowledge",
    group,
    label: t.palette.acknowledge(number),
    hint,
    priority,
    ...(barred === null ? {} : { barred }),
    waits: true,
    act: async () => {
      const { refused } = await giveAll("acknowledge", [alarm]);
      for (const { error } of refused) throw error;
    },
  };
  return /^#?\d+$/.test(text.trim()) ? [...entries, acknowledge, ...onPlans] : [acknowledge, ...entries, ...onPlans];
}

/** Where something is shown on a plan; nothing where it is on none. */
export function planEntries(
  router: Pick<ReturnType<typeof useRouter>, "navigate">,
  plansShowing: ReturnType<typeof usePlansShowing>,
  spot: Spot,
  hint: string,
): Entry[] {
  return plansShowing(spot).map(({ id, name }) => ({
    key: `plan ${id} ${spot.point ?? spot.area}`,
    group: t.nav.plans,
    label: t.alarms.showOnPlan(name),
    hint,
    act: () => void router.navigate({ to: "/plans/$id", params: { id }, search: spot }),
  }));
}
