import type { MeshRole } from "#trust/identity.ts";

const MODULES = ["driver-host", "notifier-host", "audit-witness"] as const satisfies readonly MeshRole[];

/** Which roles may call which method; a method that isn't named here is nobody's. */
const PERMITTED: Readonly<Record<string, readonly MeshRole[]>> = {
  "/tocsin.mesh.v1.Navigation/Register": MODULES,
  "/tocsin.mesh.v1.Navigation/Attend": MODULES,
  "/tocsin.mesh.v1.Navigation/LookUp": ["core", "standby", ...MODULES],
  "/tocsin.mesh.v1.Navigation/Renew": ["standby", ...MODULES],
  "/tocsin.mesh.v1.DriverHosts/Serve": ["driver-host"],
  "/tocsin.mesh.v1.NotifierHosts/Serve": ["notifier-host"],
  "/tocsin.mesh.v1.AuditWitnesses/Serve": ["audit-witness"],
};

export type Permission = { readonly may: true } | { readonly may: false; readonly why: string };

/** @param method `/tocsin.mesh.v1.Navigation/Register` */
export function permissionOf(role: MeshRole, method: string): Permission {
  const roles = PERMITTED[method];
  if (!roles) return { may: false, why: `${method} is no method of the mesh` };
  if (roles.includes(role)) return { may: true };
  return { may: false, why: `a ${role} may not call ${method}; it is for ${roles.join(" and ")}` };
}
