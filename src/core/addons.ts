import { UserError } from '../errors.ts';
import type { Service } from './stack.ts';

/** A service has a namespace of its own name, so it cannot have the name of an add-on's. Items of the slot `addons`. */
export function refuseTakenNamespaces(addons: readonly Readonly<Record<string, unknown>>[], services: readonly Service[]): void {
  for (const { name } of services) {
    const addon = addons.find((one) => one['namespace'] === name);
    if (addon)
      throw new UserError(
        `services.${name} would share the namespace ${name} with ${String(addon['path'])}.`,
        'Give the service another name.',
      );
  }
}
