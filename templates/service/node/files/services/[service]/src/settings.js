// A function that reads settings from variables: { config, problems }. All problems are found at once, and a wrong one keeps its default.
export const readSettings = (settings) => (variables) => {
  const problems = [];
  const config = {};
  for (const [key, { name, fallback, form, parse }] of Object.entries(settings)) {
    const text = variables[name] || undefined;
    const value = text === undefined ? fallback : parse(text);
    // What was given is not repeated: it may hold a password.
    if (text !== undefined && value === undefined) problems.push(`${name} takes ${form}`);
    config[key] = value ?? fallback;
  }
  return { config, problems };
};

// A number of milliseconds above this makes a timer fire at once.
const LONGEST = 2_147_483_647;

export const whole = (name, fallback, { least = 0, most = LONGEST } = {}) => ({
  name,
  fallback,
  form: `a whole number from ${least} to ${most}`,
  parse: (text) => (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined),
});

export const choice = (name, fallback, values) => ({
  name,
  fallback,
  form: `one of ${values.join(", ")}`,
  parse: (text) => (values.includes(text) ? text : undefined),
});

// Without a default: what is not named is not asked.
export const address = (name) => ({
  name,
  fallback: undefined,
  form: "an address such as http://name.namespace, without a user, a query or a fragment",
  parse: (text) => {
    const { protocol, username, password, search, hash } = URL.canParse(text) ? new URL(text) : {};
    const plain = !username && !password && !search && !hash;
    return plain && ["http:", "https:"].includes(protocol) ? text : undefined;
  },
});
