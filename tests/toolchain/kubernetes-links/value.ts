export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies under some keys; undefined when one is missing. */
export const get = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inside, key) => (isMap(inside) ? inside[key] : undefined), value);

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
