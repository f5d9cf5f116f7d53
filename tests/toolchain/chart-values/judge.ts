import { isMap, kindOf, type Keys, type Kind } from './facts.ts';

/** Keys of our values that the chart does not have, or takes as something else. */
export function strangers(values: unknown, keys: Keys, path = ''): string[] {
  if (!isMap(values)) return [`${path || 'the values'} should be a map`];
  return Object.entries(values).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key;
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known === undefined) return [`no recorded fact says that the chart has the key ${here}`];
    return typeof known === 'string' ? mistyped(value, known, here) : strangers(value, known, here);
  });
}

function mistyped(value: unknown, known: Kind, path: string): string[] {
  const isRight = ['any', 'open', 'template'].includes(known) || (!isMap(value) && kindOf(value) === known);
  return isRight ? [] : [`${path} is a ${known} in the chart`];
}
