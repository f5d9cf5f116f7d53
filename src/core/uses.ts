import { UserError } from '../errors.ts';
import { accepts, type Component, matching } from './component.ts';
import type { Environment, Service, Stack } from './stack.ts';

/** What a service uses must have an answer wherever the service runs; a catalog that answers no `uses` at all only warns. */
export function refuseUnanswered(components: readonly Component[], stack: Stack): void {
  const answering = components.filter(({ when }) => when['uses'] !== undefined);
  if (answering.length === 0) return;
  for (const service of stack.services) {
    for (const environment of stack.environments) {
      const answered = (use: string): boolean =>
        answering.some(({ when }) => accepts(when['uses']!, use) && matching(when, only(stack, environment, { ...service, uses: [use] })));
      const use = service.uses.find((one) => !answered(one));
      if (use === undefined) continue;
      const { name, cloud, orchestrator } = environment;
      throw new UserError(
        `services.${service.name}.uses has ${use}, which nothing in this catalog answers on ${cloud} with ${orchestrator} (environment ${name}).`,
        `Take ${use} out of uses, or give a catalog that answers it: --catalog <folder>`,
      );
    }
  }
}

const only = (stack: Stack, environment: Environment, service: Service): Stack => ({
  ...stack,
  environments: [environment],
  services: [service],
});
