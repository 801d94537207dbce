import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { alarmSaid, wordsLoaded } from "../said.ts";
import { setServerTime } from "../time.ts";
import { unsent } from "../unsent.ts";
import { wallQuery } from "../wall/query.ts";
import { call, get, Problem } from "./client.ts";
import type {
  AlarmDetail,
  ChannelHealth,
  Failover,
  HandOverDrills,
  List,
  MethodState,
  ModuleHealth,
  OnCall,
  OwnSession,
  Ports,
  Profile,
  PushProfile,
  Session,
  SessionLine,
  SiteDocument,
  SiteKind,
  SourceHealth,
  Status,
  Token,
  Troubles,
  WorkstationLine,
} from "./contract.ts";

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: async () => {
    const askedAt = Date.now();
    const status = await get<Status>("/api/v1/status");
    setServerTime(status.now, askedAt, Date.now());
    return status;
  },
});

export const troublesQuery = queryOptions({
  queryKey: ["troubles"],
  queryFn: () => get<Troubles>("/api/v1/troubles"),
  refetchInterval: 30_000,
});

/** Null: nobody is signed in here. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await call<Session>("GET", "/api/v1/session");
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Somebody signed in or out: what the one before was shown is forgotten. */
export function changeSession(queries: QueryClient, session: Session | null): void {
  const kept = new Set<unknown>([...statusQuery.queryKey, ...sessionQuery.queryKey, ...wallQuery.queryKey]);
  const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => !kept.has(queryKey[0]);
  queries.removeQueries({ predicate, type: session === null ? "all" : "inactive" });
  if (session) {
    unsent.belongsTo(session.operator.id);
    // What a page shows already is asked for anew: removed, it would wait for ever.
    void queries.resetQueries({ predicate, type: "active" });
  }
  queries.setQueryData(sessionQuery.queryKey, session);
}

/** Somebody has signed in: reads the new session, as the server sees it, and shows what is open to them. */
export async function enter(queries: QueryClient): Promise<void> {
  changeSession(queries, await get<Session>("/api/v1/session"));
}

/** The screen of whoever was signed in is open again. The page may have come back already, as soon as the server said so. */
export async function comeBack(queries: QueryClient): Promise<void> {
  queries.setQueryData(sessionQuery.queryKey, await get<Session>("/api/v1/session"));
}

export const profileQuery = queryOptions({ queryKey: ["profile"], queryFn: () => get<Profile>("/api/v1/profile") });

export const pushQuery = queryOptions({
  queryKey: ["push"],
  queryFn: () => get<PushProfile>("/api/v1/profile/push"),
  refetchInterval: 60_000,
});

export const ownSessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: () => get<List<OwnSession>>("/api/v1/profile/sessions"),
});

export const alarmQuery = (id: number) =>
  queryOptions({
    queryKey: ["alarm", id],
    queryFn: async () => {
      const [detail] = await Promise.all([get<AlarmDetail>(`/api/v1/alarms/${id}`), wordsLoaded]);
      return { ...detail, alarm: alarmSaid(detail.alarm) };
    },
  });

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: () => get<List<SourceHealth>>("/api/v1/sources"),
  refetchInterval: 5000,
});

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => get<List<ChannelHealth>>("/api/v1/channels"),
  refetchInterval: 10_000,
});

export const onCallQuery = queryOptions({
  queryKey: ["site", "on-call"],
  queryFn: () => get<OnCall>("/api/v1/on-call"),
  refetchInterval: 60_000,
});

export const methodsQuery = (person: string) =>
  queryOptions({
    queryKey: ["methods", person],
    queryFn: async () =>
      listed(await get<unknown>(`/api/v1/persons/${encodeURIComponent(person)}/methods`)) as MethodState[],
  });

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => get<List<SessionLine>>("/api/v1/sessions"),
  refetchInterval: 10_000,
});

export const workstationsQuery = queryOptions({
  queryKey: ["workstations"],
  queryFn: () => get<List<WorkstationLine>>("/api/v1/workstations"),
  refetchInterval: 10_000,
});

export const modulesQuery = queryOptions({
  queryKey: ["modules"],
  queryFn: () => get<List<ModuleHealth> & { readonly closed: string | null; readonly port: number }>("/api/v1/modules"),
});

export const failoverQuery = queryOptions({
  queryKey: ["failover"],
  queryFn: () => get<Failover>("/api/v1/failover"),
  refetchInterval: 5000,
});

export const handOverDrillsQuery = queryOptions({
  queryKey: ["failover", "drills"],
  queryFn: () => get<HandOverDrills>("/api/v1/failover/drills"),
  refetchInterval: 10_000,
});

export const portsQuery = queryOptions({
  queryKey: ["ports"],
  queryFn: () => get<Ports>("/api/v1/ports"),
  refetchInterval: 60_000,
});

export const tokensQuery = queryOptions({ queryKey: ["tokens"], queryFn: () => get<List<Token>>("/api/v1/tokens") });

export const kindQuery = <K extends SiteKind>(kind: K) =>
  queryOptions({
    queryKey: ["site", kind],
    queryFn: async () => listed(await get<unknown>(`/api/v1/site/${kind}`)) as SiteDocument<K>[],
  });

/** A list that comes bare or within `items`. */
function listed(answer: unknown): unknown {
  return Array.isArray(answer) ? answer : (answer as { items: unknown }).items;
}
