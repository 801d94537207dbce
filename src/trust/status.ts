import { X509Certificate } from "node:crypto";
import type { Instant } from "#kernel/clock.ts";
import type { Authority } from "./authority.ts";
import type { ChangeOverView } from "./change-over-desk.ts";
import type { Denied, DeniedAuthority } from "./deny-list.ts";
import type { DenyListHolder } from "./deny-list-holder.ts";
import { type MeshRole, nameOf } from "./identity.ts";
import type { IdentityKeeper } from "./identity-keeper.ts";
import { type Joined, type Peer, shortOf } from "./issued.ts";
import { judgeStanding } from "./peer-check.ts";
import { certificatesIn, serialOf } from "./pem.ts";
import { alarmsAt, type Life, type RenewalState, renewalState } from "./renewal.ts";
import type { WebCertificate } from "./web-certificate.ts";

const DAY = 86_400_000;
/** A certificate that Tocsin doesn't renew: when its end is told. */
const OWN_LATE_MS = 21 * DAY;
const OWN_CRITICAL_MS = 7 * DAY;
/** A root is replaced by people, who need time. */
const ROOT_LATE_MS = 365 * DAY;
const ROOT_CRITICAL_MS = 60 * DAY;
const WEB_MENDS: Readonly<Record<WebCertificate["madeBy"], string>> = {
  tocsin: 'See that the seal is open, and run "tocsin trust renew".',
  operator: 'Put a new one in its place, and run "tocsin trust renew".',
  installed: 'Run "tocsin trust request", have it signed, and run "tocsin trust install".',
  acme: '"tocsin trust status" says why its authority did not renew it; mend that, and run "tocsin trust renew".',
};
/** Part of an issuing authority's life; its renewal is tried from two thirds on. */
const ISSUING_LATE = 0.75;
const ISSUING_CRITICAL = 0.85;

interface Shown extends Life {
  readonly subject: string;
  /** SHA-256: `AB:CD:…`. */
  readonly thumbprint: string;
  readonly serial: string;
}

export interface PeerStatus extends Life {
  readonly uri: string;
  readonly role: MeshRole | null;
  readonly node: string;
  readonly instance: string;
  readonly thumbprint: string;
  readonly serial: string;
  readonly keyHash: string;
  readonly issuedAt: Instant;
  /** How and by whom it was enrolled; null: it stands beside the authority. */
  readonly joined: Joined | null;
  readonly state: RenewalState | "refused";
  /** Whether the deny list names it. */
  readonly denied: boolean;
  /** What it may deliver now, and why. */
  readonly admitted: "all" | "life-safety" | null;
  readonly because: string;
  /** Whether it is this core itself. */
  readonly own: boolean;
  /** Its certificate is of another issuing authority than the one that signs now. */
  readonly formerlyIssued: boolean;
}

/** On the deny list. */
interface Named {
  readonly denied: readonly Denied[];
  readonly authorities: readonly Omit<DeniedAuthority, "but">[];
}

export interface TrustStatus {
  /** UUID. */
  readonly site: string;
  /** Whom every process of the site trusts. */
  readonly root: Shown;
  /** What the root has signed, and what signs all others. */
  readonly issuing: Shown;
  readonly web: {
    readonly madeBy: WebCertificate["madeBy"];
    readonly thumbprint: string;
    readonly notBefore: Instant;
    readonly notAfter: Instant;
    readonly renewAt: Instant | null;
    readonly state: RenewalState;
    /** Why the last attempt at a renewal failed; null: it didn't. */
    readonly failed: string | null;
  } | null;
  readonly node: { readonly renewAt: Instant | null; readonly renewals: number; readonly failed: string | null } | null;
  readonly peers: readonly PeerStatus[];
  readonly denyList: { readonly version: number; readonly at: Instant | null } & Named;
  readonly graceHours: number;
  /** null: no root is being replaced. */
  readonly changeOver: ChangeOverView | null;
}

export interface StatusFacts {
  readonly authority: Authority;
  readonly denyList: DenyListHolder;
  readonly peers: readonly Peer[];
  readonly web: WebCertificate | null;
  readonly webFailed: string | null;
  readonly node: Pick<IdentityKeeper, "current" | "renewAt" | "failed">;
  readonly ownUri: string;
  readonly now: Instant;
  readonly graceMs: number;
}

export function trustStatus(facts: StatusFacts): Omit<TrustStatus, "changeOver"> {
  const { authority, denyList, web, webFailed, node, now, graceMs } = facts;
  const { list } = denyList;
  return {
    site: authority.site,
    root: shown(authority.rootCertificate),
    issuing: shown(authority.issuingCertificate),
    web: web && { ...webStatus(web, now), failed: webFailed },
    node: node.current && { renewAt: node.renewAt, renewals: node.current.renewals ?? 0, failed: node.failed },
    peers: facts.peers.map((peer) => peerStatus(peer, facts)),
    denyList: {
      version: denyList.version,
      at: list?.at ?? null,
      denied: list?.denied ?? [],
      authorities: (list?.authorities ?? []).map(({ key, until, at, because }) => ({ key, until, at, because })),
    },
    graceHours: graceMs / 3_600_000,
  };
}

function peerStatus(peer: Peer, facts: StatusFacts): PeerStatus {
  const { certificate, ...rest } = peer;
  const { admitted, because } = judgeStanding(peer, facts);
  const { role = null, node = "", instance = "" } = nameOf(peer.uri) ?? {};
  const state = admitted === null ? "refused" : renewalState(peer, facts.now);
  const denied = facts.denyList.refusing(peer.serial, peer.keyHash) !== null;
  const formerlyIssued = !new X509Certificate(certificate).checkIssued(facts.authority.signingCertificate);
  const own = peer.uri === facts.ownUri;
  return { ...rest, role, node, instance, state, denied, admitted, because, own, formerlyIssued };
}

function shown(certificate: X509Certificate): Shown {
  return {
    subject: certificate.subject.replaceAll("\n", ", "),
    thumbprint: certificate.fingerprint256,
    serial: serialOf(certificate),
    ...lifeOf(certificate),
  };
}

function webStatus({ certificate, madeBy, fingerprint, renewAt }: WebCertificate, now: Instant) {
  const [leaf] = certificatesIn(certificate);
  const life = leaf ? lifeOf(leaf) : { notBefore: 0, notAfter: 0 };
  return { madeBy, thumbprint: fingerprint, ...life, renewAt, state: renewalState(life, now) };
}

function lifeOf({ validFromDate, validToDate }: X509Certificate): Life {
  return { notBefore: validFromDate.getTime(), notAfter: validToDate.getTime() };
}

/** A certificate whose end somebody must hear of, should its renewal not succeed. */
export interface Kept {
  /** Of the alarm, below the source `tocsin`. */
  readonly point: string;
  /** What begins a sentence: "The certificate of the page". */
  readonly what: string;
  /** From when on it is an alarm, and from when on a critical one. */
  readonly lateAt: Instant;
  readonly criticalAt: Instant;
  readonly notAfter: Instant;
  readonly mend: string;
}

/** All of them; who is refused has none. */
export function keptCertificates({ root, issuing, web, peers }: Omit<TrustStatus, "changeOver">): Kept[] {
  const part = ({ notBefore, notAfter }: Life, of: number) => notBefore + (notAfter - notBefore) * of;
  const kept: Kept[] = [
    {
      point: "certificate/root",
      what: "The root of the site's authority",
      lateAt: root.notAfter - ROOT_LATE_MS,
      criticalAt: root.notAfter - ROOT_CRITICAL_MS,
      notAfter: root.notAfter,
      mend: 'Replace it while everything runs, with "tocsin trust rotate".',
    },
    {
      point: "certificate/issuing",
      what: "The issuing authority of the site",
      lateAt: part(issuing, ISSUING_LATE),
      criticalAt: part(issuing, ISSUING_CRITICAL),
      notAfter: issuing.notAfter,
      mend: "It is renewed with the root's key: see that the seal is open.",
    },
  ];
  if (web) {
    const own = web.renewAt === null;
    const alarms = alarmsAt(web);
    kept.push({
      point: "certificate/web",
      what: "The certificate of the page",
      lateAt: own ? web.notAfter - OWN_LATE_MS : alarms.late,
      criticalAt: own ? web.notAfter - OWN_CRITICAL_MS : alarms.critical,
      notAfter: web.notAfter,
      mend: WEB_MENDS[web.madeBy],
    });
  }
  for (const peer of peers) {
    if (peer.denied) continue;
    const alarms = alarmsAt(peer);
    kept.push({
      point: `certificate/${peer.node}/${peer.instance}`,
      what: `The certificate of ${shortOf(peer.uri)}`,
      lateAt: alarms.late,
      criticalAt: alarms.critical,
      notAfter: peer.notAfter,
      mend: peer.own
        ? 'See that the seal is open, and run "tocsin trust renew".'
        : "See that it runs and reaches this server; if it is gone for good, evict it.",
    });
  }
  return kept;
}
